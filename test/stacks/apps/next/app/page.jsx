"use client";
import { useState } from "react";
import { Avatar } from "./avatar.jsx";
import { tools } from "./tools.js";

export default function Shop() {
  const [message, setMessage] = useState();
  return (
    <>
      <Avatar tools={tools} onMessage={setMessage} />
      <output>{message?.content}</output>
    </>
  );
}
