<?php
/**
 * The avatar that an author chose for one place.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Writes what an author chose into the address of the token endpoint, and reads it there. It is signed: visitors can only ask
 * for what an author chose.
 */
class Live_Avatar_Choice {

	/**
	 * The names of the block's attributes, and the settings that they stand in for.
	 */
	const NAMES = array(
		'avatarId'  => 'avatar_id',
		'contextId' => 'context_id',
		'voiceId'   => 'voice_id',
	);

	/**
	 * Signs a choice.
	 *
	 * @param array $values The block's attributes.
	 * @return string Empty where nothing was chosen.
	 */
	public static function sign( $values ) {
		$chosen = array();
		foreach ( self::NAMES as $name => $setting ) {
			$value = isset( $values[ $name ] ) && is_string( $values[ $name ] ) ? trim( $values[ $name ] ) : '';
			if ( '' !== $value && Live_Avatar_Options::is_id( $value ) ) {
				$chosen[ $setting ] = $value;
			}
		}
		if ( array() === $chosen ) {
			return '';
		}
		$text = sodium_bin2base64( wp_json_encode( $chosen ), SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING );
		return $text . '.' . self::signature( $text );
	}

	/**
	 * Reads a signed choice.
	 *
	 * @param mixed $signed What sign() returned.
	 * @return array|null The settings that were chosen; null where the signature is not this site's.
	 */
	public static function read( $signed ) {
		if ( null === $signed || '' === $signed ) {
			return array();
		}
		if ( ! is_string( $signed ) || ! preg_match( '/^([\w-]{1,1000})\.([0-9a-f]{64})$/D', $signed, $parts ) ) {
			return null;
		}
		if ( ! hash_equals( self::signature( $parts[1] ), $parts[2] ) ) {
			return null;
		}
		$chosen = json_decode( sodium_base642bin( $parts[1], SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING ), true );
		return is_array( $chosen ) ? array_intersect_key( $chosen, array_flip( self::NAMES ) ) : null;
	}

	/**
	 * The signature of a text.
	 *
	 * @param string $text What is signed.
	 * @return string 64 hexadecimal digits.
	 */
	private static function signature( $text ) {
		return hash_hmac( 'sha256', 'live-avatar choice ' . $text, wp_salt( 'nonce' ) );
	}
}
