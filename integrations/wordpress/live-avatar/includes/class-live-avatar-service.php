<?php
/**
 * The calls to the LiveAvatar service.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Asks the service for a session. The key is in one header of one request, and in no text that comes back.
 */
class Live_Avatar_Service {

	/** Seconds; below the 15 after which the page stops waiting, so that it is this site's answer that it gets. */
	const PATIENCE = 12;

	/** Bytes; no answer of the service comes near. */
	const MAX_ANSWER_BYTES = 1048576;

	/** The service's word for success. */
	const SUCCESS = 1000;

	/**
	 * Mints a session.
	 *
	 * @param string $api_url The address of the service.
	 * @param string $api_key The key.
	 * @param array  $session The configuration of a FULL-mode session.
	 * @return string The session token.
	 * @throws Live_Avatar_Failure `upstream-…` for whatever goes wrong.
	 */
	public static function mint( $api_url, $api_key, $session ) {
		$began    = microtime( true );
		$response = wp_remote_post(
			$api_url . '/v1/sessions/token',
			array(
				'headers'             => array(
					'X-API-KEY'    => $api_key,
					'Content-Type' => 'application/json',
					'Accept'       => 'application/json',
				),
				'body'                => wp_json_encode( $session ),
				'timeout'             => self::PATIENCE,
				// A redirect would carry the key to wherever it points.
				'redirection'         => 0,
				'limit_response_size' => self::MAX_ANSWER_BYTES,
			)
		);
		if ( is_wp_error( $response ) ) {
			if ( microtime( true ) - $began >= self::PATIENCE - 0.5 ) {
				throw new Live_Avatar_Failure( 'upstream-timeout', sprintf( 'The service gave no answer in %d s.', (int) self::PATIENCE ) );
			}
			$reason = self::without_key( $response->get_error_message(), $api_key );
			throw new Live_Avatar_Failure( 'upstream-unreachable', 'The service could not be reached.', null, $reason ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- it is escaped where it is shown.
		}
		$envelope = json_decode( wp_remote_retrieve_body( $response ), true, 32 );
		$envelope = is_array( $envelope ) ? $envelope : array();
		self::refuse( $response, $envelope, $api_key );
		$token = isset( $envelope['data']['session_token'] ) ? $envelope['data']['session_token'] : null;
		// What becomes a header has to be fit for one.
		if ( ! is_string( $token ) || ! preg_match( '/^[\x21-\x7e]{1,16384}$/D', $token ) || false !== strpos( $token, $api_key ) ) {
			throw new Live_Avatar_Failure( 'upstream-invalid', 'The service answered without a usable session token.' );
		}
		return $token;
	}

	/**
	 * Throws unless the service has done what was asked.
	 *
	 * @param array  $response The answer.
	 * @param array  $envelope Its body.
	 * @param string $api_key  The key.
	 * @throws Live_Avatar_Failure `upstream-…`.
	 */
	private static function refuse( $response, $envelope, $api_key ) {
		$status = (int) wp_remote_retrieve_response_code( $response );
		$code   = isset( $envelope['code'] ) ? $envelope['code'] : null;
		if ( $status >= 200 && $status < 300 && self::SUCCESS === $code ) {
			return;
		}
		if ( 401 === $status || 403 === $status ) {
			throw new Live_Avatar_Failure( 'upstream-auth', 'The service refused this site\'s API key.' );
		}
		if ( 429 === $status ) {
			$seconds = (int) wp_remote_retrieve_header( $response, 'retry-after' );
			throw new Live_Avatar_Failure( 'upstream-rate-limited', 'The service limits how often it is asked.', (int) max( 1, $seconds ) );
		}
		if ( $status >= 500 ) {
			throw new Live_Avatar_Failure( 'upstream-unreachable', sprintf( 'The service failed with status %d.', (int) $status ) );
		}
		if ( $status >= 400 || is_int( $code ) ) {
			// The service may say more than a visitor needs to know: why it refused is on the settings page.
			$reason = self::without_key( self::problem_of( $envelope ), $api_key );
			throw new Live_Avatar_Failure( 'upstream-rejected', 'The service refused the session.', null, $reason ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- it is escaped where it is shown.
		}
		throw new Live_Avatar_Failure( 'upstream-invalid', sprintf( 'The service\'s answer (status %d) is none of its kind.', (int) $status ) );
	}

	/**
	 * The service's words for what is wrong.
	 *
	 * @param array $envelope The body of its answer.
	 * @return string
	 */
	private static function problem_of( $envelope ) {
		foreach ( array( isset( $envelope['data'][0]['message'] ) ? $envelope['data'][0]['message'] : null, isset( $envelope['message'] ) ? $envelope['message'] : null ) as $text ) {
			if ( is_string( $text ) && '' !== $text ) {
				return substr( $text, 0, 2000 );
			}
		}
		return '';
	}

	/**
	 * A text of somebody else, fit to be shown: short, plain, and without the key in the forms in which servers quote it.
	 *
	 * @param string $text    The text.
	 * @param string $api_key The key.
	 * @return string
	 */
	private static function without_key( $text, $api_key ) {
		$forms = array(
			$api_key,
			rawurlencode( $api_key ),
			esc_html( $api_key ),
			trim( (string) wp_json_encode( $api_key ), '"' ),
			sodium_bin2base64( $api_key, SODIUM_BASE64_VARIANT_ORIGINAL_NO_PADDING ),
			bin2hex( $api_key ),
		);
		return mb_substr( sanitize_text_field( str_ireplace( $forms, '[key]', $text ) ), 0, 300 );
	}
}
