<?php
/**
 * The settings page.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * The page "Settings → Live Avatar", for those who can `manage_options`. WordPress's Settings API checks capability and nonce.
 */
class Live_Avatar_Settings_Page {

	const PAGE       = 'live-avatar';
	const CAPABILITY = 'manage_options';

	/**
	 * Registers the settings and their fields.
	 */
	public static function register() {
		register_setting(
			self::PAGE,
			Live_Avatar_Options::SETTINGS,
			array(
				'type'              => 'object',
				'sanitize_callback' => array( 'Live_Avatar_Options', 'sanitize_settings' ),
				'show_in_rest'      => false,
			)
		);
		register_setting(
			self::PAGE,
			Live_Avatar_Options::API_KEY,
			array(
				'type'              => 'string',
				'sanitize_callback' => array( 'Live_Avatar_Options', 'sanitize_api_key' ),
				'show_in_rest'      => false,
			)
		);
		self::add_fields();
		wp_add_privacy_policy_content(
			__( 'Live Avatar', 'live-avatar' ),
			wp_kses_post(
				'<p>' . __( 'When a visitor starts a conversation with the avatar, this site asks the LiveAvatar service for a session, and the visitor’s browser then sends what the visitor says and writes to that service. This site keeps none of it. For the limit of requests it keeps a number for each visitor, under a name that cannot be turned back into an address, for as long as the settings say.', 'live-avatar' ) . '</p>'
			)
		);
	}

	/**
	 * Registers the sections and the fields of the page.
	 */
	private static function add_fields() {
		$sections = array(
			'service' => __( 'Service', 'live-avatar' ),
			'avatar'  => __( 'Avatar', 'live-avatar' ),
			'limits'  => __( 'Limits', 'live-avatar' ),
		);
		foreach ( $sections as $id => $title ) {
			add_settings_section( $id, $title, '__return_null', self::PAGE );
		}
		add_settings_field( 'api_key', __( 'API key', 'live-avatar' ), array( __CLASS__, 'key_field' ), self::PAGE, 'service', array( 'label_for' => 'live-avatar-api_key' ) );
		foreach ( self::fields() as $name => $field ) {
			$field += array(
				'name'      => $name,
				'label_for' => 'live-avatar-' . $name,
			);
			add_settings_field( $name, $field['label'], array( __CLASS__, 'field' ), self::PAGE, $field['section'], $field );
		}
	}

	/**
	 * The fields but the key.
	 *
	 * @return array
	 */
	private static function fields() {
		return array(
			'api_url'              => array(
				'section' => 'service',
				'type'    => 'url',
				'label'   => __( 'Address of the service', 'live-avatar' ),
				'help'    => __( 'The key is sent there. Pages that have a Content-Security-Policy must allow it in connect-src.', 'live-avatar' ),
			),
			'avatar_id'            => array(
				'section' => 'avatar',
				'type'    => 'text',
				'label'   => __( 'Avatar ID', 'live-avatar' ),
				'help'    => __( 'The avatar of every block and shortcode that chooses none.', 'live-avatar' ),
			),
			'context_id'           => array(
				'section' => 'avatar',
				'type'    => 'text',
				'label'   => __( 'Context ID', 'live-avatar' ),
				'help'    => __( 'What the avatar knows and how it behaves. Without a context it does not answer.', 'live-avatar' ),
			),
			'voice_id'             => array(
				'section' => 'avatar',
				'type'    => 'text',
				'label'   => __( 'Voice ID', 'live-avatar' ),
				'help'    => __( 'Empty: the voice of the avatar.', 'live-avatar' ),
			),
			'language'             => array(
				'section' => 'avatar',
				'type'    => 'text',
				'label'   => __( 'Language', 'live-avatar' ),
				'help'    => __( 'A tag such as en. Empty: the language of the page.', 'live-avatar' ),
			),
			'quality'              => array(
				'section' => 'avatar',
				'type'    => 'select',
				'label'   => __( 'Picture', 'live-avatar' ),
				'choices' => array(
					''          => __( 'The service’s choice', 'live-avatar' ),
					'low'       => __( 'Low', 'live-avatar' ),
					'medium'    => __( 'Medium', 'live-avatar' ),
					'high'      => __( 'High', 'live-avatar' ),
					'very_high' => __( 'Very high', 'live-avatar' ),
				),
			),
			'is_sandbox'           => array(
				'section' => 'avatar',
				'type'    => 'checkbox',
				'label'   => __( 'Sandbox', 'live-avatar' ),
				'help'    => __( 'Try sessions in the service’s sandbox.', 'live-avatar' ),
			),
			'audience'             => array(
				'section' => 'limits',
				'type'    => 'select',
				'label'   => __( 'Who may talk', 'live-avatar' ),
				'choices' => array(
					'everyone' => __( 'Everyone', 'live-avatar' ),
					'members'  => __( 'Visitors who are logged in', 'live-avatar' ),
				),
			),
			'max_session_duration' => array(
				'section' => 'limits',
				'type'    => 'number',
				'max'     => 3600,
				'label'   => __( 'Longest conversation, in seconds', 'live-avatar' ),
				'help'    => __( 'Plans of the service have limits of their own, and refuse a session that asks for more.', 'live-avatar' ),
			),
			'rate_limit'           => array(
				'section' => 'limits',
				'type'    => 'number',
				'max'     => 1000,
				'label'   => __( 'Conversations that one visitor may start', 'live-avatar' ),
			),
			'rate_window'          => array(
				'section' => 'limits',
				'type'    => 'number',
				'max'     => DAY_IN_SECONDS,
				'label'   => __( '… in this many seconds', 'live-avatar' ),
				'help'    => __( 'Visitors count by their account, or else by their address. Behind a proxy all have one address: see the filter live_avatar_client_address.', 'live-avatar' ),
			),
		);
	}

	/**
	 * Puts the page into the menu.
	 */
	public static function add_to_menu() {
		$title = __( 'Live Avatar', 'live-avatar' );
		add_options_page( $title, $title, self::CAPABILITY, self::PAGE, array( __CLASS__, 'show' ) );
	}

	/**
	 * Puts a link to the page into the list of plugins.
	 *
	 * @param string[] $links The links that are there.
	 * @return string[]
	 */
	public static function add_link( $links ) {
		$link = sprintf( '<a href="%s">%s</a>', esc_url( admin_url( 'options-general.php?page=' . self::PAGE ) ), esc_html__( 'Settings', 'live-avatar' ) );
		return array_merge( array( $link ), $links );
	}

	/**
	 * Shows the page.
	 */
	public static function show() {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			return;
		}
		echo '<div class="wrap"><h1>' . esc_html( get_admin_page_title() ) . '</h1>';
		self::show_last_failure();
		echo '<form action="' . esc_url( admin_url( 'options.php' ) ) . '" method="post">';
		settings_fields( self::PAGE );
		do_settings_sections( self::PAGE );
		submit_button();
		echo '</form></div>';
	}

	/**
	 * Tells what went wrong last for a visitor.
	 */
	private static function show_last_failure() {
		$failure = get_transient( 'live_avatar_last_failure' );
		if ( ! is_array( $failure ) ) {
			return;
		}
		$text = sprintf(
			/* translators: 1: how long ago, 2: what happened. */
			__( 'Last failure of a visitor’s request, %1$s ago: %2$s', 'live-avatar' ),
			human_time_diff( (int) $failure['time'] ),
			$failure['message']
		);
		echo '<div class="notice notice-warning inline"><p>' . esc_html( $text ) . '</p></div>';
	}

	/**
	 * The field of the key. What is saved is never shown.
	 */
	public static function key_field() {
		if ( Live_Avatar_Options::is_key_constant() ) {
			echo '<p id="live-avatar-api_key">' . esc_html__( 'The key is LIVE_AVATAR_API_KEY in wp-config.php.', 'live-avatar' ) . '</p>';
			return;
		}
		$is_saved = '' !== get_option( Live_Avatar_Options::API_KEY, '' );
		$is_ready = Live_Avatar_Options::is_ready();
		printf(
			'<input type="password" class="regular-text" id="live-avatar-api_key" name="%s[new]" value="" autocomplete="new-password" spellcheck="false" aria-describedby="live-avatar-key-help">',
			esc_attr( Live_Avatar_Options::API_KEY )
		);
		if ( $is_ready ) {
			$help = __( 'A key is saved. Leave the field empty to keep it.', 'live-avatar' );
		} elseif ( $is_saved ) {
			$help = __( 'The saved key can no longer be read, because the salts in wp-config.php have changed. Enter it again.', 'live-avatar' );
		} else {
			$help = __( 'No key is saved: visitors see no avatar.', 'live-avatar' );
		}
		if ( ! Live_Avatar_Secret::is_strong() ) {
			$help .= ' ' . __( 'The salts are missing in wp-config.php: without them, whoever has a copy of the database can read the key.', 'live-avatar' );
		}
		echo '<p class="description" id="live-avatar-key-help">' . esc_html( $help ) . '</p>';
		if ( $is_saved ) {
			printf(
				'<p><label><input type="checkbox" name="%s[remove]" value="1"> %s</label></p>',
				esc_attr( Live_Avatar_Options::API_KEY ),
				esc_html__( 'Delete the saved key', 'live-avatar' )
			);
		}
	}

	/**
	 * One field.
	 *
	 * @param array $field Its row of fields().
	 */
	public static function field( $field ) {
		$value = Live_Avatar_Options::get()[ $field['name'] ];
		$name  = Live_Avatar_Options::SETTINGS . '[' . $field['name'] . ']';
		$help  = isset( $field['help'] ) ? $field['help'] : '';
		$refer = '' === $help ? '' : ' aria-describedby="' . $field['label_for'] . '-help"';
		if ( 'select' === $field['type'] ) {
			printf( '<select id="%s" name="%s">', esc_attr( $field['label_for'] ), esc_attr( $name ) );
			foreach ( $field['choices'] as $choice => $label ) {
				printf( '<option value="%s"%s>%s</option>', esc_attr( $choice ), selected( $value, $choice, false ), esc_html( $label ) );
			}
			echo '</select>';
		} else {
			$more = array(
				'checkbox' => ' value="1"' . checked( $value, true, false ),
				'number'   => ' class="small-text" min="1" max="' . ( isset( $field['max'] ) ? (int) $field['max'] : '' ) . '" value="' . esc_attr( $value ) . '"',
			);
			$more = isset( $more[ $field['type'] ] ) ? $more[ $field['type'] ] : ' class="regular-text" value="' . esc_attr( $value ) . '"';
			// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- $more and $refer are escaped above.
			printf( '<input type="%s" id="%s" name="%s"%s>', esc_attr( $field['type'] ), esc_attr( $field['label_for'] ), esc_attr( $name ), $more . $refer );
		}
		if ( '' !== $help ) {
			printf( '<p class="description" id="%s-help">%s</p>', esc_attr( $field['label_for'] ), esc_html( $help ) );
		}
	}
}
