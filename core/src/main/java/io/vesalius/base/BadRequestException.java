package io.vesalius.base;

/** A caller asked for something impossible: a parameter out of range, a prompt over the context. */
public final class BadRequestException extends VesaliusException {
    private static final long serialVersionUID = 1L;
    private final String parameter;

    /**
     * @param parameter the parameter at fault, as the caller spelled it (`top_p`, `stop`), for
     *     HTTP's error object
     * @param message the whole sentence, the parameter named in it
     */
    public BadRequestException(final String parameter, final String message) {
        super(message);
        this.parameter = parameter;
    }

    public String parameter() {
        return parameter;
    }
}
