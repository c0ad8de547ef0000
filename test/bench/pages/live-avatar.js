/** Our page: the tag, nothing else. */
import "live-avatar";
