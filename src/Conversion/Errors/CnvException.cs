using System;

namespace Conversion;

/// <summary>An error of this module, with the code that is also its error id.</summary>
public class CnvException : Exception
{
    /// <summary>An error.</summary>
    /// <param name="code">The code, for example <c>invalid_email</c>.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What was behind it; null for nothing.</param>
    public CnvException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The code, for example <c>invalid_email</c>.</summary>
    public string Code { get; }
}
