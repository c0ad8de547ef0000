import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { Avatar } from "./avatar.jsx";
import { tools } from "./tools.js";

function Shop() {
  const [message, setMessage] = useState();
  return (
    <>
      <Avatar tools={tools} onMessage={setMessage} />
      <output>{message?.content}</output>
    </>
  );
}

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
