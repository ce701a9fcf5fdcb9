using System;

namespace Conversion.Exports;

/// <summary>A cursor file cannot be used.</summary>
public sealed class CursorException : Exception
{
    /// <summary>The file belongs to another account or another export, or it is not a cursor file.</summary>
    public const string Mismatch = "cursor_mismatch";

    /// <summary>The file cannot be opened or created.</summary>
    public const string Unavailable = "cursor_unavailable";

    /// <summary>The file cannot be written.</summary>
    public const string WriteFailed = "cursor_write_failed";

    /// <summary>Creates the exception.</summary>
    /// <param name="code">One of the codes above.</param>
    /// <param name="message">What happened, in one sentence.</param>
    /// <param name="innerException">The cause.</param>
    public CursorException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>One of the codes above.</summary>
    public string Code { get; }
}
