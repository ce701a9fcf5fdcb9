using System;

namespace Conversion.Journal;

/// <summary>A journal cannot be used.</summary>
public sealed class JournalException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">One of the codes below.</param>
    /// <param name="message">What happened, in one sentence.</param>
    /// <param name="innerException">The cause.</param>
    public JournalException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The file belongs to another account, or it is not a journal.</summary>
    public const string Mismatch = "journal_mismatch";

    /// <summary>Another run has the file open.</summary>
    public const string InUse = "journal_in_use";

    /// <summary>The file cannot be opened or created.</summary>
    public const string Unavailable = "journal_unavailable";

    /// <summary>The file cannot be written, so confirmed rows can no longer be recorded.</summary>
    public const string WriteFailed = "journal_write_failed";

    /// <summary>One of the codes above.</summary>
    public string Code { get; }
}
