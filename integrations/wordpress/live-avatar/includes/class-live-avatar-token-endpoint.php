<?php
/**
 * The token endpoint.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * The route behind `<live-avatar token-endpoint>`: it mints a session for a visitor who may have one. In order: POST and JSON
 * only; origin; who; rate limit; body; session. It answers `{session_token}`; every failure is `{error: {code, message}}`.
 */
class Live_Avatar_Token_Endpoint {

	const ROUTE_NAMESPACE = 'live-avatar/v1';
	const ROUTE           = '/token';

	/** Bytes; the page's body has five short fields. */
	const MAX_BODY_BYTES = 8192;

	/** The forms of what a page may hint at. A visitor can write anything that has the form. */
	const HINTS = array(
		'language'            => '/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/D',
		'interaction'         => '/^(?:conversational|push-to-talk)$/D',
		'thread_id'           => '/^[\w.:@~-]{1,200}$/D',
		'user_id'             => '/^[\w.:@~-]{1,200}$/D',
		'previous_session_id' => '/^[\w.:@~-]{1,200}$/D',
	);

	/**
	 * Registers the route.
	 */
	public static function register() {
		register_rest_route(
			self::ROUTE_NAMESPACE,
			self::ROUTE,
			array(
				'methods'             => WP_REST_Server::ALLMETHODS,
				'callback'            => array( __CLASS__, 'handle' ),
				// Visitors have no account: what lets them in is in handle().
				'permission_callback' => '__return_true',
				'show_in_index'       => false,
			)
		);
	}

	/**
	 * The address of the endpoint for one place on one page.
	 *
	 * @param string $choice A signed choice, or an empty text.
	 * @return string
	 */
	public static function url( $choice ) {
		$query = '' === $choice ? array() : array( 'choice' => $choice );
		if ( 'members' === Live_Avatar_Options::get()['audience'] && is_user_logged_in() ) {
			// WordPress believes a visitor's cookie only beside a nonce.
			$query['_wpnonce'] = wp_create_nonce( 'wp_rest' );
		}
		return add_query_arg( $query, rest_url( self::ROUTE_NAMESPACE . self::ROUTE ) );
	}

	/**
	 * Answers a request.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response
	 */
	public static function handle( $request ) {
		try {
			$response = new WP_REST_Response( array( 'session_token' => self::mint_for( $request ) ), 200 );
		} catch ( Live_Avatar_Failure $failure ) {
			$failure->report();
			$response = $failure->response();
		}
		return self::with_headers( $response );
	}

	/**
	 * Decides, cheapest question first, and mints.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return string The session token.
	 * @throws Live_Avatar_Failure For whatever is wrong.
	 */
	private static function mint_for( $request ) {
		if ( 'POST' !== $request->get_method() ) {
			throw new Live_Avatar_Failure( 'method-not-allowed', 'Use POST.' );
		}
		// A form of another site cannot send this type, and a script of another site not without a pre-flight.
		$type = $request->get_content_type();
		if ( ! is_array( $type ) || 'application/json' !== $type['value'] ) {
			throw new Live_Avatar_Failure( 'unsupported-media-type', 'Send application/json.' );
		}
		if ( ! self::is_origin_allowed( $request ) ) {
			throw new Live_Avatar_Failure( 'origin-not-allowed', 'This page\'s origin is not one of this site\'s.' );
		}
		$settings = Live_Avatar_Options::get();
		/**
		 * Filters whether a visitor may have a session. Anything but true is a no.
		 *
		 * @param bool            $may     Whether this visitor belongs to those whom the settings let in.
		 * @param WP_REST_Request $request The request.
		 */
		$may = apply_filters( 'live_avatar_authorize', 'members' !== $settings['audience'] || is_user_logged_in(), $request );
		if ( true !== $may ) {
			throw new Live_Avatar_Failure( 'unauthorized', 'This visitor is not let in.' );
		}
		Live_Avatar_Rate_Limit::admit( (int) $settings['rate_limit'], (int) $settings['rate_window'] );
		$session = self::session_for( $request, $settings, self::hints_of( $request->get_body() ) );
		$api_key = Live_Avatar_Options::api_key();
		if ( '' === $api_key ) {
			throw new Live_Avatar_Failure( 'internal', 'This endpoint is not set up.', null, 'There is no API key, or the salts in wp-config.php have changed since it was saved: enter it again.' );
		}
		return Live_Avatar_Service::mint( $settings['api_url'], $api_key, $session );
	}

	/**
	 * The session that a visitor gets.
	 *
	 * @param WP_REST_Request $request  The request.
	 * @param array           $settings The settings of the site.
	 * @param array           $hints    The page's hints.
	 * @return array
	 * @throws Live_Avatar_Failure `unauthorized`, or `internal`.
	 */
	private static function session_for( $request, $settings, $hints ) {
		$query  = $request->get_query_params();
		$choice = Live_Avatar_Choice::read( isset( $query['choice'] ) ? $query['choice'] : null );
		if ( null === $choice ) {
			throw new Live_Avatar_Failure( 'unauthorized', 'This page\'s choice of an avatar was not made on this site.' );
		}
		$wanted   = array_merge( $settings, $choice );
		$language = $settings['language'];
		if ( '' === $language && isset( $hints['language'] ) ) {
			$language = strtolower( strtok( $hints['language'], '-' ) );
		}
		$persona = array_filter(
			array(
				'context_id' => $wanted['context_id'],
				'voice_id'   => $wanted['voice_id'],
				'language'   => $language,
			)
		);
		$session = array(
			'avatar_id'          => $wanted['avatar_id'],
			'avatar_persona'     => (object) $persona,
			'is_sandbox'         => (bool) $settings['is_sandbox'],
			'interactivity_type' => isset( $hints['interaction'] ) && 'push-to-talk' === $hints['interaction'] ? 'PUSH_TO_TALK' : 'CONVERSATIONAL',
		);
		if ( '' !== $settings['quality'] ) {
			$session['video_settings'] = array( 'quality' => $settings['quality'] );
		}
		/**
		 * Filters the configuration of a visitor's session, as the service's POST /v1/sessions/token takes it.
		 *
		 * @param array           $session The configuration.
		 * @param array           $hints   What the page says of itself: any visitor can write anything there.
		 * @param WP_REST_Request $request The request.
		 */
		$session = apply_filters( 'live_avatar_session', $session, $hints, $request );
		if ( ! is_array( $session ) || empty( $session['avatar_id'] ) ) {
			throw new Live_Avatar_Failure( 'internal', 'This endpoint is not set up.', null, 'No avatar is chosen.' );
		}
		$most    = (int) $settings['max_session_duration'];
		$seconds = isset( $session['max_session_duration'] ) ? (int) $session['max_session_duration'] : $most;

		$session['mode']                 = 'FULL';
		$session['max_session_duration'] = max( 1, min( $seconds, $most ) );
		return $session;
	}

	/**
	 * Reads the body. Unknown fields and fields that make no sense are left out: they are hints.
	 *
	 * @param string $body The body.
	 * @return array
	 * @throws Live_Avatar_Failure `body-too-large`, `body-invalid`.
	 */
	private static function hints_of( $body ) {
		if ( strlen( $body ) > self::MAX_BODY_BYTES ) {
			throw new Live_Avatar_Failure( 'body-too-large', sprintf( 'The body is limited to %d bytes.', (int) self::MAX_BODY_BYTES ) );
		}
		$fields = '' === $body ? new stdClass() : json_decode( $body, false, 32 );
		if ( ! $fields instanceof stdClass ) {
			throw new Live_Avatar_Failure( 'body-invalid', 'The body must be a JSON object.' );
		}
		$hints = array();
		foreach ( self::HINTS as $name => $form ) {
			if ( isset( $fields->$name ) && is_string( $fields->$name ) && preg_match( $form, $fields->$name ) ) {
				$hints[ $name ] = $fields->$name;
			}
		}
		return $hints;
	}

	/**
	 * Tells whether a request comes from a page of this site. One without an origin passes unless the browser says that it comes
	 * from another site: browsers put an origin on every POST, so its sender is a program, which could invent any. The rate limit
	 * is what stops programs.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return bool
	 */
	private static function is_origin_allowed( $request ) {
		$origin = $request->get_header( 'origin' );
		if ( null !== $origin && '' !== $origin ) {
			return in_array( $origin, self::origins(), true );
		}
		return ! in_array( $request->get_header( 'sec_fetch_site' ), array( 'cross-site', 'same-site' ), true );
	}

	/**
	 * The origins of the pages that may ask.
	 *
	 * @return string[]
	 */
	private static function origins() {
		$own = array_map(
			static function ( $url ) {
				$parts = wp_parse_url( $url );
				$port  = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
				return strtolower( $parts['scheme'] . '://' . $parts['host'] ) . $port;
			},
			array( home_url(), site_url() )
		);
		/**
		 * Filters the origins of the pages that may ask, written as browsers write them.
		 *
		 * @param string[] $origins The origins of the site's two addresses.
		 */
		$origins = apply_filters( 'live_avatar_allowed_origins', array_values( array_unique( $own ) ) );
		return array_diff( (array) $origins, array( '*', 'null' ) );
	}

	/**
	 * WordPress itself answers a body that is no JSON, and a nonce that is over: this gives its answers the form that the element
	 * reads.
	 *
	 * @param WP_REST_Response $response The answer.
	 * @param WP_REST_Server   $server   Unused.
	 * @param WP_REST_Request  $request  The request.
	 * @return WP_REST_Response
	 */
	public static function shape_failure( $response, $server, $request ) {
		if ( ! self::is_ours( $request ) || ! $response instanceof WP_REST_Response || $response->get_status() < 400 ) {
			return $response;
		}
		$data = $response->get_data();
		if ( isset( $data['error'] ) ) {
			return $response;
		}
		$status = $response->get_status();
		if ( 400 === $status ) {
			$failure = new Live_Avatar_Failure( 'body-invalid', 'The body could not be read as JSON.' );
		} elseif ( in_array( $status, array( 401, 403 ), true ) ) {
			$failure = new Live_Avatar_Failure( 'unauthorized', 'This visitor is not let in. A page that was opened long ago has to be loaded again.' );
		} else {
			$failure = new Live_Avatar_Failure( 'internal', 'This endpoint failed.' );
		}
		return self::with_headers( $failure->response() );
	}

	/**
	 * WordPress lets pages of every site read its REST answers: this one only pages of the allowed origins.
	 *
	 * @param bool             $served   Whether the answer has been sent.
	 * @param WP_HTTP_Response $response The answer.
	 * @param WP_REST_Request  $request  The request.
	 * @return bool
	 */
	public static function keep_origins_out( $served, $response, $request ) {
		if ( self::is_ours( $request ) && ! in_array( $request->get_header( 'origin' ), self::origins(), true ) ) {
			header_remove( 'Access-Control-Allow-Origin' );
			header_remove( 'Access-Control-Allow-Credentials' );
		}
		return $served;
	}

	/**
	 * Tells whether a request is for this endpoint.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return bool
	 */
	private static function is_ours( $request ) {
		return '/' . self::ROUTE_NAMESPACE . self::ROUTE === untrailingslashit( $request->get_route() );
	}

	/**
	 * The headers of every answer: no cache keeps a token.
	 *
	 * @param WP_REST_Response $response The answer.
	 * @return WP_REST_Response
	 */
	private static function with_headers( $response ) {
		$response->header( 'Cache-Control', 'no-store' );
		$response->header( 'Vary', 'Origin' );
		$response->header( 'Access-Control-Expose-Headers', 'Retry-After' );
		return $response;
	}
}
