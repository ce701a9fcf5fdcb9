using System;

namespace Conversion.Journal;

/// <summary>A journal that cannot be used, or not any more.</summary>
public sealed class JournalException : Exception
{
    /// <summary>An exception of a journal.</summary>
    /// <param name="code">One of the codes below.</param>
    /// <param name="message">What happened, in one sentence.</param>
    /// <param name="innerException">What was behind it.</param>
    public JournalException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>It belongs to another account or to other options, or it is no journal.</summary>
    public const string Mismatch = "journal_mismatch";

    /// <summary>Another run has it open.</summary>
    public const string InUse = "journal_in_use";

    /// <summary>It cannot be opened or created.</summary>
    public const string Unavailable = "journal_unavailable";

    /// <summary>It cannot be written: what was confirmed can no longer be written down.</summary>
    public const string WriteFailed = "journal_write_failed";

    /// <summary>Which of these it is.</summary>
    public string Code { get; }
}
