/* Compiled into the module: shows which source it was made from. */
#define FASTSCORE_STAMP "by hand"
