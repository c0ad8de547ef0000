/**
 * The block in the editor: a place-holder, and its settings in the side bar. The avatar itself is only in the page, so that
 * writing a post starts no session.
 */
(({ blocks, element, blockEditor, components, i18n }, { table, isReady }) => {
  const { createElement } = element;
  const { __ } = i18n;
  const { PanelBody, Placeholder, SelectControl, TextControl, ToggleControl } = components;
  const { InspectorControls, useBlockProps } = blockEditor;

  /** What WordPress's controls ask for since 6.4, so that they warn of nothing. */
  const LOOKS = { __nextHasNoMarginBottom: true, __next40pxDefaultSize: true };

  /** Chosen by the author in place of the site's avatar. */
  const CHOICES = {
    avatarId: __("Avatar ID", "live-avatar"),
    contextId: __("Context ID", "live-avatar"),
    voiceId: __("Voice ID", "live-avatar"),
  };

  const PANELS = [
    ["look", __("Appearance", "live-avatar"), true],
    ["talk", __("Conversation", "live-avatar"), false],
    ["more", __("Limits and loading", "live-avatar"), false],
  ];

  function control(name, { kind, label, words, max }, { attributes, setAttributes }) {
    const set = (value) => setAttributes({ [name]: value === "" || value === false ? undefined : value });
    const common = { ...LOOKS, key: name, label, onChange: set };
    if (kind === "flag") return createElement(ToggleControl, { ...common, checked: Boolean(attributes[name]) });
    if (kind === "word") {
      const options = Object.entries(words).map(([value, text]) => ({ value, label: text }));
      const value = attributes[name] ?? options[0].value;
      return createElement(SelectControl, { ...common, options, value });
    }
    if (kind === "number") {
      const onChange = (text) => set(text === "" ? "" : Number(text));
      const limits = { type: "number", min: 0, ...(max && { max, step: max / 20 }) };
      return createElement(TextControl, { ...common, ...limits, onChange, value: attributes[name] ?? "" });
    }
    const type = kind === "url" ? "url" : "text";
    return createElement(TextControl, { ...common, type, value: attributes[name] ?? "" });
  }

  function Settings(block) {
    const rowsOf = (group) => Object.entries(table).filter(([, row]) => row.group === group);
    const choices = Object.entries(CHOICES).map(([name, label]) => control(name, { kind: "text", label }, block));
    return createElement(
      InspectorControls,
      null,
      ...PANELS.map(([group, title, initialOpen]) =>
        createElement(
          PanelBody,
          { key: group, title, initialOpen },
          rowsOf(group).map(([name, row]) => control(name, row, block)),
        ),
      ),
      createElement(
        PanelBody,
        { key: "avatar", title: __("Another avatar than the site’s", "live-avatar"), initialOpen: false },
        choices,
      ),
    );
  }

  function Edit(block) {
    const instructions = isReady
      ? __("Visitors meet the avatar here, as soon as the post is published.", "live-avatar")
      : __(
          "The avatar is not shown to visitors: an administrator has to enter the API key in the settings.",
          "live-avatar",
        );
    const label = block.attributes.avatarName || __("Live Avatar", "live-avatar");
    return createElement(
      "div",
      useBlockProps(),
      createElement(Settings, block),
      createElement(Placeholder, { icon: "format-chat", label, instructions }),
    );
  }

  blocks.registerBlockType("live-avatar/avatar", { edit: Edit, save: () => null });
})(window.wp, window.liveAvatarEditor);
