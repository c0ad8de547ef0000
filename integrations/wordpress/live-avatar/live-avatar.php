<?php
/**
 * Plugin Name:       Live Avatar
 * Description:       A live, talking avatar on any page: a block, a shortcode, and the server side that keeps the API key.
 * Version:           0.0.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * Author:            The live-avatar project
 * License:           MIT
 * License URI:       https://opensource.org/license/mit
 * Text Domain:       live-avatar
 * Domain Path:       /languages
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

define( 'LIVE_AVATAR_VERSION', '0.0.0' );
define( 'LIVE_AVATAR_FILE', __FILE__ );

require_once __DIR__ . '/includes/class-live-avatar-secret.php';
require_once __DIR__ . '/includes/class-live-avatar-options.php';
require_once __DIR__ . '/includes/class-live-avatar-attributes.php';
require_once __DIR__ . '/includes/class-live-avatar-choice.php';
require_once __DIR__ . '/includes/class-live-avatar-element.php';
require_once __DIR__ . '/includes/class-live-avatar-failure.php';
require_once __DIR__ . '/includes/class-live-avatar-rate-limit.php';
require_once __DIR__ . '/includes/class-live-avatar-service.php';
require_once __DIR__ . '/includes/class-live-avatar-token-endpoint.php';
require_once __DIR__ . '/includes/class-live-avatar-settings-page.php';

add_action( 'init', array( 'Live_Avatar_Element', 'register' ) );
add_filter( 'script_loader_tag', array( 'Live_Avatar_Element', 'as_module' ), 10, 2 );
add_action( 'rest_api_init', array( 'Live_Avatar_Token_Endpoint', 'register' ) );
add_filter( 'rest_post_dispatch', array( 'Live_Avatar_Token_Endpoint', 'shape_failure' ), 10, 3 );
add_filter( 'rest_pre_serve_request', array( 'Live_Avatar_Token_Endpoint', 'keep_origins_out' ), 20, 3 );
add_action( 'admin_init', array( 'Live_Avatar_Settings_Page', 'register' ) );
add_action( 'admin_menu', array( 'Live_Avatar_Settings_Page', 'add_to_menu' ) );
add_filter(
	'plugin_action_links_' . plugin_basename( __FILE__ ),
	array( 'Live_Avatar_Settings_Page', 'add_link' )
);
