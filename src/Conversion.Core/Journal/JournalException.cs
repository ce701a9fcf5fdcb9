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

    /// <summary>The file belongs to something else, or it is not a journal. <see cref="Difference"/> says which.</summary>
    public const string Mismatch = "journal_mismatch";

    /// <summary>Another run has the file open.</summary>
    public const string InUse = "journal_in_use";

    /// <summary>The file cannot be opened or created.</summary>
    public const string Unavailable = "journal_unavailable";

    /// <summary>The file cannot be written, so confirmed rows can no longer be recorded.</summary>
    public const string WriteFailed = "journal_write_failed";

    /// <summary>One of the codes above.</summary>
    public string Code { get; }

    /// <summary>With <see cref="Mismatch"/>, in what the file differs from what was asked for.</summary>
    public JournalDifference Difference { get; init; }
}

/// <summary>In what a journal differs from what was asked for.</summary>
public enum JournalDifference
{
    /// <summary>The base URI or the key.</summary>
    Account,

    /// <summary>The sandbox.</summary>
    Sandbox,

    /// <summary>It has contacts instead of events, or events instead of contacts.</summary>
    RowKind,

    /// <summary>The part of the list.</summary>
    Partition,

    /// <summary>It is a journal that cannot be read: damaged, too large, or of another version.</summary>
    Unreadable,

    /// <summary>It is not a journal.</summary>
    NotAJournal,
}
