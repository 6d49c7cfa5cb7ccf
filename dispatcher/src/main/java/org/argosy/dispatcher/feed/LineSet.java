package org.argosy.dispatcher.feed;

/** Which lines of a lane are to be published. */
interface LineSet {

    /** Every line. */
    LineSet ALL = after -> after + 1;

    /** The first line after this one that is to be published, or -1 when there is none. */
    int next(int after);
}
