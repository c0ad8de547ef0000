<?php
/**
 * The failures of the token endpoint.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Thrown inside the endpoint and answered at its edge, in the form that the element reads. The message is public; the reason is
 * for those who run the site.
 */
class Live_Avatar_Failure extends Exception {

	/**
	 * The codes and their HTTP statuses. The service's own 401 and 403 are a 502 here: a bad API key is no reason to log in.
	 */
	const STATUSES = array(
		'body-invalid'           => 400,
		'unauthorized'           => 401,
		'origin-not-allowed'     => 403,
		'method-not-allowed'     => 405,
		'body-too-large'         => 413,
		'unsupported-media-type' => 415,
		'rate-limited'           => 429,
		'upstream-rate-limited'  => 429,
		'internal'               => 500,
		'upstream-auth'          => 502,
		'upstream-rejected'      => 502,
		'upstream-invalid'       => 502,
		'upstream-unreachable'   => 502,
		'rate-limit-failed'      => 503,
		'upstream-timeout'       => 504,
	);

	/**
	 * One of STATUSES.
	 *
	 * @var string
	 */
	private $failure;

	/**
	 * Seconds, or null.
	 *
	 * @var int|null
	 */
	private $retry_after;

	/**
	 * For those who run the site.
	 *
	 * @var string
	 */
	private $reason;

	/**
	 * Makes a failure.
	 *
	 * @param string   $failure     One of STATUSES.
	 * @param string   $message     A sentence that any visitor may read.
	 * @param int|null $retry_after Seconds.
	 * @param string   $reason      More, for those who run the site. It must not hold the key.
	 */
	public function __construct( $failure, $message, $retry_after = null, $reason = '' ) {
		parent::__construct( $message );
		$this->failure     = $failure;
		$this->retry_after = null === $retry_after ? null : max( 1, min( DAY_IN_SECONDS, $retry_after ) );
		$this->reason      = $reason;
	}

	/**
	 * The HTTP status.
	 *
	 * @return int
	 */
	public function status() {
		return self::STATUSES[ $this->failure ];
	}

	/**
	 * The answer to the page.
	 *
	 * @return WP_REST_Response
	 */
	public function response() {
		$error = array(
			'code'    => $this->failure,
			'message' => $this->getMessage(),
		);
		if ( null !== $this->retry_after ) {
			$error['retry_after'] = $this->retry_after;
		}
		$response = new WP_REST_Response( array( 'error' => $error ), $this->status() );
		if ( null !== $this->retry_after ) {
			$response->header( 'Retry-After', (string) $this->retry_after );
		}
		if ( 405 === $this->status() ) {
			$response->header( 'Allow', 'POST, OPTIONS' );
		}
		return $response;
	}

	/**
	 * Keeps the failure for the settings page, if the site can mend it.
	 */
	public function report() {
		if ( $this->status() < 500 ) {
			return;
		}
		$what = array(
			'time'    => time(),
			'message' => $this->failure . ': ' . $this->getMessage() . ( '' === $this->reason ? '' : ' ' . $this->reason ),
		);
		set_transient( 'live_avatar_last_failure', $what, WEEK_IN_SECONDS );
	}
}
