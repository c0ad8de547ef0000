<?php
/**
 * What authors can set.
 *
 * @package Live_Avatar
 */

defined( 'ABSPATH' ) || exit;

/**
 * The attributes of the element that an author can set, one row each: those that neither send a visitor's words to another place
 * nor need a server of the page's own. `test/wordpress/plugin.node.test.ts` holds this table to the element's own.
 */
class Live_Avatar_Attributes {

	/** Characters of a text. */
	const LONGEST_TEXT = 2000;

	/**
	 * The rows, by the names of the block's attributes. `group` is the panel of the editor.
	 *
	 * @return array
	 */
	public static function table() {
		$yes_no = array( 'kind' => 'flag' );
		return array(
			'avatarName'         => self::row( 'avatar-name', 'look', __( 'Name of the avatar', 'live-avatar' ) ),
			'layout'             => self::row(
				'layout',
				'look',
				__( 'Place', 'live-avatar' ),
				array(
					'inline'     => __( 'In the page', 'live-avatar' ),
					'floating'   => __( 'In a corner of the window', 'live-avatar' ),
					'fullscreen' => __( 'Over the whole page', 'live-avatar' ),
				)
			),
			'placement'          => self::row(
				'placement',
				'look',
				__( 'Corner', 'live-avatar' ),
				array(
					'bottom-end'   => __( 'Bottom, at the end of the line', 'live-avatar' ),
					'bottom-start' => __( 'Bottom, at the start of the line', 'live-avatar' ),
					'top-end'      => __( 'Top, at the end of the line', 'live-avatar' ),
					'top-start'    => __( 'Top, at the start of the line', 'live-avatar' ),
				)
			),
			'open'               => self::row( 'open', 'look', __( 'Open a floating avatar at once', 'live-avatar' ), $yes_no ),
			'onClose'            => self::row(
				'on-close',
				'look',
				__( 'When a visitor closes a floating avatar', 'live-avatar' ),
				array(
					'mute'     => __( 'Mute the conversation', 'live-avatar' ),
					'continue' => __( 'Go on', 'live-avatar' ),
					'end'      => __( 'End the conversation', 'live-avatar' ),
				)
			),
			'theme'              => self::row(
				'theme',
				'look',
				__( 'Colours', 'live-avatar' ),
				array(
					'auto'  => __( 'The visitor’s setting', 'live-avatar' ),
					'light' => __( 'Light', 'live-avatar' ),
					'dark'  => __( 'Dark', 'live-avatar' ),
				)
			),
			'poster'             => self::row( 'poster', 'look', __( 'Picture until the avatar comes (address)', 'live-avatar' ), array( 'kind' => 'url' ) ),
			'chromaKey'          => self::row( 'chroma-key', 'look', __( 'Background colour that becomes transparent', 'live-avatar' ) ),
			'lang'               => self::row( 'lang', 'look', __( 'Language of the buttons (a tag such as de)', 'live-avatar' ) ),
			'noExpand'           => self::row( 'no-expand', 'look', __( 'Hide the button for the whole page', 'live-avatar' ), $yes_no ),
			'noPictureInPicture' => self::row( 'no-picture-in-picture', 'look', __( 'Hide the button for a small window', 'live-avatar' ), $yes_no ),
			'greeting'           => self::row( 'greeting', 'talk', __( 'First sentence of the avatar', 'live-avatar' ) ),
			'suggestions'        => self::row( 'suggestions', 'talk', __( 'Questions to begin with, separated by |', 'live-avatar' ) ),
			'gate'               => self::row(
				'gate',
				'talk',
				__( 'Ways in', 'live-avatar' ),
				array(
					'start'  => __( 'One button', 'live-avatar' ),
					'choice' => __( 'Two buttons: to talk, or to write', 'live-avatar' ),
				)
			),
			'microphone'         => self::row(
				'microphone',
				'talk',
				__( 'Microphone at the start', 'live-avatar' ),
				array(
					'ask'   => __( 'On, after the browser has asked', 'live-avatar' ),
					'muted' => __( 'Muted', 'live-avatar' ),
					'off'   => __( 'Off: visitors write', 'live-avatar' ),
				)
			),
			'interaction'        => self::row(
				'interaction',
				'talk',
				__( 'How visitors talk', 'live-avatar' ),
				array(
					'conversational' => __( 'Freely', 'live-avatar' ),
					'push-to-talk'   => __( 'While they press a button', 'live-avatar' ),
				)
			),
			'talkMode'           => self::row(
				'talk-mode',
				'talk',
				__( 'The button to talk', 'live-avatar' ),
				array(
					'hold'   => __( 'Is held', 'live-avatar' ),
					'toggle' => __( 'Is pressed, and pressed again', 'live-avatar' ),
				)
			),
			'talkKey'            => self::row( 'talk-key', 'talk', __( 'Key to talk, such as Space', 'live-avatar' ) ),
			'noBargeIn'          => self::row( 'no-barge-in', 'talk', __( 'Visitors cannot interrupt by speaking', 'live-avatar' ), $yes_no ),
			'noTextInput'        => self::row( 'no-text-input', 'talk', __( 'Hide the field to write in', 'live-avatar' ), $yes_no ),
			'noCaptions'         => self::row( 'no-captions', 'talk', __( 'Hide captions', 'live-avatar' ), $yes_no ),
			'noTranscript'       => self::row( 'no-transcript', 'talk', __( 'Hide the transcript', 'live-avatar' ), $yes_no ),
			'rating'             => self::row(
				'rating',
				'talk',
				__( 'What visitors can rate', 'live-avatar' ),
				array(
					''            => __( 'Nothing', 'live-avatar' ),
					'answers'     => __( 'Answers', 'live-avatar' ),
					'end'         => __( 'The conversation', 'live-avatar' ),
					'answers end' => __( 'Both', 'live-avatar' ),
				)
			),
			'memory'             => self::row(
				'memory',
				'talk',
				__( 'Conversations are kept', 'live-avatar' ),
				array(
					'none'  => __( 'Nowhere', 'live-avatar' ),
					'local' => __( 'In the visitor’s browser', 'live-avatar' ),
				)
			),
			'resume'             => self::row( 'resume', 'talk', __( 'Go on with the last conversation that was kept', 'live-avatar' ), $yes_no ),
			'loading'            => self::row(
				'loading',
				'more',
				__( 'Load the large scripts', 'live-avatar' ),
				array(
					'intent'  => __( 'When a visitor is about to start', 'live-avatar' ),
					'visible' => __( 'When the avatar is in view', 'live-avatar' ),
					'eager'   => __( 'With the page', 'live-avatar' ),
				)
			),
			'muted'              => self::row( 'muted', 'more', __( 'Begin without sound', 'live-avatar' ), $yes_no ),
			'volume'             => self::row( 'volume', 'more', __( 'Volume, from 0 to 1', 'live-avatar' ), self::number( 1 ) ),
			'idleTimeout'        => self::row( 'idle-timeout', 'more', __( 'End after this many seconds without activity', 'live-avatar' ), self::number() ),
			'maxDuration'        => self::row( 'max-duration', 'more', __( 'End after this many seconds', 'live-avatar' ), self::number() ),
			'hiddenTimeout'      => self::row( 'hidden-timeout', 'more', __( 'End after this many seconds in a hidden window', 'live-avatar' ), self::number() ),
		);
	}

	/**
	 * One row.
	 *
	 * @param string $attribute The name in HTML.
	 * @param string $group     The panel of the editor.
	 * @param string $label     What the editor calls it.
	 * @param array  $more      The kind; or the words of an attribute that has some, the default first. Default: a text.
	 * @return array
	 */
	private static function row( $attribute, $group, $label, $more = array( 'kind' => 'text' ) ) {
		$kind = isset( $more['kind'] ) ? $more : array(
			'kind'  => 'word',
			'words' => $more,
		);
		return array_merge( compact( 'attribute', 'group', 'label' ), $kind );
	}

	/**
	 * The kind of a number from 0 on.
	 *
	 * @param int|null $max The largest.
	 * @return array
	 */
	private static function number( $max = null ) {
		return array(
			'kind' => 'number',
			'max'  => $max,
		);
	}

	/**
	 * The attributes of the block, as WordPress registers them.
	 *
	 * @return array
	 */
	public static function block_schema() {
		$types = array(
			'flag'   => 'boolean',
			'number' => 'number',
		);
		return array_map(
			static function ( $row ) use ( $types ) {
				return array( 'type' => isset( $types[ $row['kind'] ] ) ? $types[ $row['kind'] ] : 'string' );
			},
			self::table() + array_fill_keys( array_keys( Live_Avatar_Choice::NAMES ), array( 'kind' => 'text' ) )
		);
	}

	/**
	 * The HTML attributes that follow from what an author set. What makes no sense is left out, and so are defaults.
	 *
	 * @param array $values By the names of the block's attributes.
	 * @return array Name to text; true for an attribute without a value.
	 */
	public static function from( $values ) {
		$attributes = array();
		foreach ( self::table() as $name => $row ) {
			$value = isset( $values[ $name ] ) && is_scalar( $values[ $name ] ) ? self::meaning( $row, $values[ $name ] ) : null;
			if ( null !== $value ) {
				$attributes[ $row['attribute'] ] = $value;
			}
		}
		return $attributes;
	}

	/**
	 * What a value means.
	 *
	 * @param array $row   A row of the table.
	 * @param mixed $value A scalar.
	 * @return string|true|null Null where it is left out.
	 */
	private static function meaning( $row, $value ) {
		switch ( $row['kind'] ) {
			case 'flag':
				return filter_var( $value, FILTER_VALIDATE_BOOLEAN ) ? true : null;
			case 'word':
				$words = array_map( 'strval', array_keys( $row['words'] ) );
				$at    = array_search( (string) $value, $words, true );
				return $at ? $words[ $at ] : null;
			case 'number':
				$is_one = is_numeric( $value ) && $value >= 0 && ( null === $row['max'] || $value <= $row['max'] );
				return $is_one ? (string) ( 0 + $value ) : null;
			case 'url':
				$text = esc_url_raw( (string) $value, array( 'https', 'http' ) );
				break;
			default:
				$text = mb_substr( sanitize_text_field( (string) $value ), 0, self::LONGEST_TEXT );
		}
		return '' === $text ? null : $text;
	}
}
