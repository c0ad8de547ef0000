<?php
/**
 * The tag, and the script behind it.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Renders `<live-avatar>` for the block and for the shortcode. It is made here, when the page is shown, and never stands in a
 * post: so it needs no `unfiltered_html`, and an author can set nothing but what the table of attributes has.
 */
class Live_Avatar_Element {

	const HANDLE  = 'live-avatar';
	const EDITOR  = 'live-avatar-editor';
	const VERSION = LIVE_AVATAR_VERSION;

	/**
	 * Registers block, shortcode and scripts.
	 */
	public static function register() {
		load_plugin_textdomain( 'live-avatar', false, dirname( plugin_basename( LIVE_AVATAR_FILE ) ) . '/languages' );
		wp_register_style( self::HANDLE, plugins_url( 'assets/live-avatar.css', LIVE_AVATAR_FILE ), array(), self::VERSION );
		wp_register_script(
			self::EDITOR,
			plugins_url( 'block/editor.js', LIVE_AVATAR_FILE ),
			array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
			self::VERSION,
			true
		);
		wp_set_script_translations( self::EDITOR, 'live-avatar' );
		if ( is_admin() ) {
			wp_localize_script(
				self::EDITOR,
				'liveAvatarEditor',
				array(
					'table'   => Live_Avatar_Attributes::table(),
					'isReady' => Live_Avatar_Options::is_ready(),
				)
			);
		}
		register_block_type(
			dirname( LIVE_AVATAR_FILE ) . '/block',
			array(
				'attributes'      => Live_Avatar_Attributes::block_schema(),
				'render_callback' => array( __CLASS__, 'render_block' ),
			)
		);
		add_shortcode( 'live_avatar', array( __CLASS__, 'render_shortcode' ) );
	}

	/**
	 * The block in a page.
	 *
	 * @param array $values The block's attributes.
	 * @return string
	 */
	public static function render_block( $values ) {
		$html = self::render( $values );
		return '' === $html ? '' : sprintf( '<div %s>%s</div>', get_block_wrapper_attributes(), $html );
	}

	/**
	 * The shortcode in a page. Its attributes have the names that they have in HTML; `avatar-id`, `context-id` and `voice-id`
	 * choose an avatar.
	 *
	 * @param array|string $given What stands in the brackets.
	 * @return string
	 */
	public static function render_shortcode( $given ) {
		$names  = wp_list_pluck( Live_Avatar_Attributes::table(), 'attribute' );
		$names += array(
			'avatarId'  => 'avatar-id',
			'contextId' => 'context-id',
			'voiceId'   => 'voice-id',
		);
		$names  = array_flip( $names );
		$values = array();
		foreach ( (array) $given as $name => $value ) {
			// An attribute without a value comes as a value without a name.
			$attribute = strtolower( is_int( $name ) ? $value : $name );
			if ( isset( $names[ $attribute ] ) ) {
				$values[ $names[ $attribute ] ] = is_int( $name ) ? true : $value;
			}
		}
		return self::render( $values );
	}

	/**
	 * The tag.
	 *
	 * @param array $values By the names of the block's attributes.
	 * @return string
	 */
	private static function render( $values ) {
		if ( is_feed() ) {
			return '';
		}
		if ( ! Live_Avatar_Options::is_ready() ) {
			return self::notice();
		}
		$settings   = Live_Avatar_Options::get();
		$attributes = Live_Avatar_Attributes::from( $values );

		$attributes['token-endpoint'] = Live_Avatar_Token_Endpoint::url( Live_Avatar_Choice::sign( $values ) );
		$attributes['asset-base']     = plugins_url( 'assets/', LIVE_AVATAR_FILE );
		if ( Live_Avatar_Options::defaults()['api_url'] !== $settings['api_url'] ) {
			$attributes['api-url'] = $settings['api_url'];
		}
		/**
		 * Filters the attributes of the tag.
		 *
		 * @param array $attributes Name to text; true for an attribute without a value.
		 * @param array $values     What the author set, by the names of the block's attributes.
		 */
		$attributes = apply_filters( 'live_avatar_attributes', $attributes, $values );
		self::enqueue();
		$html = '';
		foreach ( (array) $attributes as $name => $value ) {
			if ( preg_match( '/^[a-z][a-z0-9-]*$/D', $name ) && is_scalar( $value ) && false !== $value ) {
				$html .= true === $value ? ' ' . $name : sprintf( ' %s="%s"', $name, esc_attr( (string) $value ) );
			}
		}
		/**
		 * Filters the HTML inside the tag: what is in the slots of the element, such as the one for consent.
		 *
		 * @param string $content HTML.
		 * @param array  $values  What the author set, by the names of the block's attributes.
		 */
		$content = apply_filters( 'live_avatar_content', '', $values );
		return "<live-avatar{$html}>{$content}</live-avatar>";
	}

	/**
	 * What stands there until the key is set: nothing for visitors, a sentence for those who write the site.
	 *
	 * @return string
	 */
	private static function notice() {
		if ( ! current_user_can( 'edit_posts' ) ) {
			return '';
		}
		$text = __( 'The avatar is not shown to visitors: an administrator has to enter the API key in the settings.', 'live-avatar' );
		return '<p class="live-avatar-notice">' . esc_html( $text ) . '</p>';
	}

	/**
	 * Loads the element. WordPress knows modules since 6.5; before, as_module() makes one of a script.
	 */
	private static function enqueue() {
		$url = plugins_url( 'assets/live-avatar.js', LIVE_AVATAR_FILE );
		wp_enqueue_style( self::HANDLE );
		if ( function_exists( 'wp_enqueue_script_module' ) ) {
			wp_enqueue_script_module( self::HANDLE, $url, array(), self::VERSION );
		} else {
			wp_enqueue_script( self::HANDLE, $url, array(), self::VERSION, true );
		}
	}

	/**
	 * Makes a module of the element's script.
	 *
	 * @param string $tag    The script's HTML.
	 * @param string $handle The script's name.
	 * @return string
	 */
	public static function as_module( $tag, $handle ) {
		if ( self::HANDLE !== $handle ) {
			return $tag;
		}
		$tag = preg_replace( '/\stype=(["\'])[^"\']*\1/', '', $tag );
		return str_replace( '<script ', '<script type="module" ', $tag );
	}
}
