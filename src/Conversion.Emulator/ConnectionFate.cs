namespace Conversion.Emulator;

/// <summary>What becomes of the connection a response is to travel on.</summary>
public enum ConnectionFate
{
    /// <summary>The response arrives in full.</summary>
    Kept,

    /// <summary>The connection breaks before a byte of the response has arrived.</summary>
    BrokenBeforeResponse,

    /// <summary>The connection breaks after <see cref="EmulatorResponse.BytesBeforeBreak"/> bytes of the body, though all of it was announced.</summary>
    BrokenWithinBody,
}
