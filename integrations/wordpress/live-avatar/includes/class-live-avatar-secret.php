<?php
/**
 * Encryption of what the database keeps.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Encrypts and decrypts one text. The key follows from the salts in wp-config.php, so that a copy of the database alone does not
 * reveal the text. WordPress carries a libsodium of its own for servers without the extension.
 */
class Live_Avatar_Secret {

	const PREFIX = 'sodium:';

	/**
	 * Encrypts a text.
	 *
	 * @param string $text What is to be kept.
	 * @return string Printable text.
	 */
	public static function seal( $text ) {
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		$box   = sodium_crypto_secretbox( $text, $nonce, self::key() );
		return self::PREFIX . sodium_bin2base64( $nonce . $box, SODIUM_BASE64_VARIANT_ORIGINAL );
	}

	/**
	 * Decrypts a text.
	 *
	 * @param mixed $sealed What seal() returned.
	 * @return string|null Null where it is none, or where the salts have changed since.
	 */
	public static function open( $sealed ) {
		if ( ! is_string( $sealed ) || 0 !== strpos( $sealed, self::PREFIX ) ) {
			return null;
		}
		try {
			$bytes = sodium_base642bin( substr( $sealed, strlen( self::PREFIX ) ), SODIUM_BASE64_VARIANT_ORIGINAL );
			if ( strlen( $bytes ) < SODIUM_CRYPTO_SECRETBOX_NONCEBYTES + SODIUM_CRYPTO_SECRETBOX_MACBYTES ) {
				return null;
			}
			$nonce = substr( $bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
			$box   = substr( $bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
			$text  = sodium_crypto_secretbox_open( $box, $nonce, self::key() );
		} catch ( SodiumException $error ) {
			return null;
		}
		return false === $text ? null : $text;
	}

	/**
	 * Tells whether the salts stand in wp-config.php. Where they do not, WordPress keeps them in the database, beside the text.
	 *
	 * @return bool
	 */
	public static function is_strong() {
		foreach ( array( 'AUTH_KEY', 'AUTH_SALT' ) as $name ) {
			if ( ! defined( $name ) || in_array( constant( $name ), array( '', 'put your unique phrase here' ), true ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The encryption key.
	 *
	 * @return string 32 bytes.
	 */
	private static function key() {
		return hash_hmac( 'sha256', 'live-avatar api key', wp_salt( 'auth' ), true );
	}
}
