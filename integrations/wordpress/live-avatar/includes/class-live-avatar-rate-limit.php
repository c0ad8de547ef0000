<?php
/**
 * The rate limit.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * Counts the requests of one visitor in windows of a fixed length. The counts are transients, but for one thing: they are
 * raised by one statement of the database (or of the object cache), so that requests at the same moment are all counted.
 */
class Live_Avatar_Rate_Limit {

	const GROUP = 'live_avatar';

	/**
	 * Counts one request.
	 *
	 * @param int $limit  Requests a window.
	 * @param int $window Seconds.
	 * @throws Live_Avatar_Failure `rate-limited`, or `rate-limit-failed` where it could not be counted.
	 */
	public static function admit( $limit, $window ) {
		$now   = time();
		$left  = $window - ( $now % $window );
		$name  = 'live_avatar_rate_' . md5( self::visitor() . '|' . $window . '|' . ( $now - $now % $window ) . wp_salt( 'nonce' ) );
		$count = wp_using_ext_object_cache() ? self::count_in_cache( $name, $left ) : self::count_in_database( $name, $now + $left );
		if ( $count < 1 ) {
			throw new Live_Avatar_Failure( 'rate-limit-failed', 'How often this visitor asked could not be counted.', 5 );
		}
		if ( $count > $limit ) {
			throw new Live_Avatar_Failure( 'rate-limited', 'This visitor asked too often.', (int) $left );
		}
	}

	/**
	 * The key of a visitor: the account, or the address. IPv6 addresses count by their first 64 bits, because one visitor has
	 * all the addresses that begin with them.
	 *
	 * @return string
	 */
	private static function visitor() {
		if ( is_user_logged_in() ) {
			return 'user:' . get_current_user_id();
		}
		$address = isset( $_SERVER['REMOTE_ADDR'] ) ? sanitize_text_field( wp_unslash( $_SERVER['REMOTE_ADDR'] ) ) : '';
		/**
		 * Filters the visitor's address. Behind a proxy, return what the proxy itself wrote: visitors can write the rest.
		 *
		 * @param string $address The address of whoever opened the connection.
		 */
		$address = apply_filters( 'live_avatar_client_address', $address );
		$bytes   = is_string( $address ) && filter_var( $address, FILTER_VALIDATE_IP ) ? inet_pton( $address ) : false;
		if ( false === $bytes ) {
			return 'unknown';
		}
		$is_mapped = 16 === strlen( $bytes ) && str_repeat( "\0", 10 ) . "\xff\xff" === substr( $bytes, 0, 12 );
		if ( $is_mapped ) {
			$bytes = substr( $bytes, 12 );
		}
		return 'address:' . bin2hex( 16 === strlen( $bytes ) ? substr( $bytes, 0, 8 ) : $bytes );
	}

	/**
	 * Counts in the object cache.
	 *
	 * @param string $name The counter.
	 * @param int    $left Seconds until it goes.
	 * @return int 0 where it failed.
	 */
	private static function count_in_cache( $name, $left ) {
		wp_cache_add( $name, 0, self::GROUP, $left );
		return (int) wp_cache_incr( $name, 1, self::GROUP );
	}

	/**
	 * Counts in the table of options, in the rows that a transient has there: WordPress deletes them when they are over.
	 *
	 * @param string $name The counter.
	 * @param int    $end  The time when it is over.
	 * @return int 0 where it failed.
	 */
	private static function count_in_database( $name, $end ) {
		global $wpdb;
		// set_transient() reads and writes in two steps: of requests at the same moment it would count one. The new count comes with the
		// statement that raises it, so that each of them has its own.
		// phpcs:disable WordPress.DB.DirectDatabaseQuery
		$insert  = "INSERT INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no') ON DUPLICATE KEY UPDATE option_value = ";
		$is_made = $wpdb->query( $wpdb->prepare( $insert . 'option_value', '_transient_timeout_' . $name, (string) $end ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- literals, and the table's name.
		$changed = $wpdb->query( $wpdb->prepare( $insert . 'LAST_INSERT_ID( option_value + 1 )', '_transient_' . $name, '1' ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- literals, and the table's name.
		if ( false === $is_made || false === $changed ) {
			return 0;
		}
		// A row that is new counts as one, one that was there as two.
		return 1 === $changed ? 1 : (int) $wpdb->insert_id;
		// phpcs:enable
	}
}
