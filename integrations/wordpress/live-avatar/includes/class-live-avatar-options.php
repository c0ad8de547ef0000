<?php
/**
 * What the site has set.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads the options of the plugin, and checks what is to become one.
 */
class Live_Avatar_Options {

	const SETTINGS = 'live_avatar_settings';
	const API_KEY  = 'live_avatar_api_key';

	const QUALITIES = array( '', 'low', 'medium', 'high', 'very_high' );
	const AUDIENCES = array( 'everyone', 'members' );

	/**
	 * The settings of a site that has set nothing.
	 *
	 * @return array
	 */
	public static function defaults() {
		return array(
			'api_url'              => 'https://api.liveavatar.com',
			'avatar_id'            => '',
			'context_id'           => '',
			'voice_id'             => '',
			'language'             => '',
			'quality'              => '',
			'is_sandbox'           => false,
			'max_session_duration' => 600,
			'audience'             => 'everyone',
			'rate_limit'           => 5,
			'rate_window'          => 600,
		);
	}

	/**
	 * The settings, with defaults for what is not set.
	 *
	 * @return array
	 */
	public static function get() {
		$saved = get_option( self::SETTINGS, array() );
		return array_merge( self::defaults(), is_array( $saved ) ? $saved : array() );
	}

	/**
	 * The API key. A constant in wp-config.php has precedence over the database.
	 *
	 * @return string Empty where there is none, or where it can no longer be decrypted.
	 */
	public static function api_key() {
		if ( self::is_key_constant() ) {
			return (string) constant( 'LIVE_AVATAR_API_KEY' );
		}
		return (string) Live_Avatar_Secret::open( get_option( self::API_KEY, '' ) );
	}

	/**
	 * Tells whether the key stands in wp-config.php.
	 *
	 * @return bool
	 */
	public static function is_key_constant() {
		return defined( 'LIVE_AVATAR_API_KEY' ) && '' !== constant( 'LIVE_AVATAR_API_KEY' );
	}

	/**
	 * Tells whether visitors can have a conversation.
	 *
	 * @return bool
	 */
	public static function is_ready() {
		return '' !== self::api_key();
	}

	/**
	 * Checks settings that somebody sent. What makes no sense is reported, and stays as it was.
	 *
	 * @param mixed $input What was sent.
	 * @return array
	 */
	public static function sanitize_settings( $input ) {
		$input = is_array( $input ) ? $input : array();
		$now   = self::get();
		$text  = static function ( $name ) use ( $input ) {
			return isset( $input[ $name ] ) && is_scalar( $input[ $name ] ) ? trim( (string) $input[ $name ] ) : '';
		};

		$clean = array( 'is_sandbox' => ! empty( $input['is_sandbox'] ) );

		$api_url          = untrailingslashit( $text( 'api_url' ) );
		$api_url          = '' === $api_url ? self::defaults()['api_url'] : $api_url;
		$clean['api_url'] = self::is_api_url( $api_url ) ? $api_url : self::refuse(
			__( 'The address of the service must be an https address without user, query or hash. It was not changed.', 'live-avatar' ),
			$now['api_url']
		);

		foreach ( array( 'avatar_id', 'context_id', 'voice_id' ) as $name ) {
			$clean[ $name ] = self::is_id( $text( $name ) ) ? $text( $name ) : self::refuse(
				__( 'An id has only letters, digits, dots, dashes and underscores. It was not changed.', 'live-avatar' ),
				$now[ $name ]
			);
		}

		$language          = $text( 'language' );
		$clean['language'] = preg_match( '/^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4})?$/', $language ) ? $language : self::refuse(
			__( 'The language must be a tag such as en or pt-BR. It was not changed.', 'live-avatar' ),
			$now['language']
		);

		$clean['quality']  = in_array( $text( 'quality' ), self::QUALITIES, true ) ? $text( 'quality' ) : $now['quality'];
		$clean['audience'] = in_array( $text( 'audience' ), self::AUDIENCES, true ) ? $text( 'audience' ) : $now['audience'];

		$largest = array(
			'max_session_duration' => 3600,
			'rate_limit'           => 1000,
			'rate_window'          => DAY_IN_SECONDS,
		);
		foreach ( $largest as $name => $most ) {
			$number         = filter_var( $text( $name ), FILTER_VALIDATE_INT );
			$clean[ $name ] = false !== $number && $number >= 1 && $number <= $most ? $number : self::refuse(
				/* translators: %s: the largest number that is allowed. */
				sprintf( __( 'A limit must be a whole number from 1 to %s. It was not changed.', 'live-avatar' ), number_format_i18n( $most ) ),
				$now[ $name ]
			);
		}
		return $clean;
	}

	/**
	 * Encrypts a key that somebody sent. Nothing sent keeps the key that is there.
	 *
	 * @param mixed $input The form's fields `new` and `remove`, a key, or an encrypted key: WordPress calls this twice for a new option.
	 * @return string
	 */
	public static function sanitize_api_key( $input ) {
		$now = get_option( self::API_KEY, '' );
		if ( null === $input ) {
			// WordPress's form handler sets what a form does not have: the field is missing where the key is in wp-config.php.
			return $now;
		}
		if ( is_array( $input ) ) {
			if ( ! empty( $input['remove'] ) ) {
				return '';
			}
			$input = isset( $input['new'] ) && is_string( $input['new'] ) ? trim( $input['new'] ) : '';
			if ( '' === $input ) {
				return $now;
			}
		}
		if ( ! is_string( $input ) || '' === $input ) {
			return '';
		}
		if ( null !== Live_Avatar_Secret::open( $input ) ) {
			return $input;
		}
		if ( ! preg_match( '/^[\x21-\x7e]{1,512}$/', $input ) ) {
			// The value is not repeated, whatever is wrong with it.
			return self::refuse( __( 'The API key has spaces or letters that no key has. It was not changed.', 'live-avatar' ), $now );
		}
		return Live_Avatar_Secret::seal( $input );
	}

	/**
	 * Tells whether a text can be an id of the service.
	 *
	 * @param string $text An id, or an empty text.
	 * @return bool
	 */
	public static function is_id( $text ) {
		return 1 === preg_match( '/^[\w.-]{0,100}$/D', $text );
	}

	/**
	 * Tells whether the key may be sent to an address: https, or http on this machine.
	 *
	 * @param string $url An address.
	 * @return bool
	 */
	private static function is_api_url( $url ) {
		$parts = wp_parse_url( $url );
		if ( ! is_array( $parts ) || empty( $parts['host'] ) || array_intersect( array( 'user', 'pass', 'query', 'fragment' ), array_keys( $parts ) ) ) {
			return false;
		}
		if ( esc_url_raw( $url, array( 'https', 'http' ) ) !== $url ) {
			return false;
		}
		$is_local = in_array( strtolower( $parts['host'] ), array( 'localhost', '127.0.0.1', '[::1]' ), true );
		return 'https' === $parts['scheme'] || ( 'http' === $parts['scheme'] && $is_local );
	}

	/**
	 * Tells the person at the settings page that a value was not taken.
	 *
	 * @param string $message Why.
	 * @param mixed  $instead The value that stays.
	 * @return mixed The value that stays.
	 */
	private static function refuse( $message, $instead ) {
		if ( function_exists( 'add_settings_error' ) ) {
			add_settings_error( self::SETTINGS, 'live_avatar_' . md5( $message ), $message );
		}
		return $instead;
	}
}
