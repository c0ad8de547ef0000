<?php
/**
 * Runs when the plugin is deleted: nothing of it stays in the database.
 *
 * @package Live_Avatar
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Deletes what the plugin keeps for the current site.
 */
function live_avatar_uninstall_site() {
	global $wpdb;
	delete_option( 'live_avatar_settings' );
	delete_option( 'live_avatar_api_key' );
	delete_transient( 'live_avatar_last_failure' );
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- the names of the counters are not known.
	$wpdb->query(
		$wpdb->prepare(
			"DELETE FROM {$wpdb->options} WHERE option_name LIKE %s OR option_name LIKE %s",
			$wpdb->esc_like( '_transient_live_avatar_' ) . '%',
			$wpdb->esc_like( '_transient_timeout_live_avatar_' ) . '%'
		)
	);
}

if ( is_multisite() ) {
	foreach ( get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	) as $live_avatar_site ) {
		switch_to_blog( $live_avatar_site );
		live_avatar_uninstall_site();
		restore_current_blog();
	}
} else {
	live_avatar_uninstall_site();
}
