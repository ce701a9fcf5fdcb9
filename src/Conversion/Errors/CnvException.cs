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

/// <summary>An error that an answer of the API's, or of whatever stands in its place, speaks of.</summary>
public sealed class CnvApiException : CnvException
{
    /// <summary>An error told by an answer.</summary>
    /// <param name="code">The API's <c>error.code</c>, or the module's own where the answer has none.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="statusCode">The HTTP status.</param>
    public CnvApiException(string code, string message, int statusCode)
        : base(code, message) => StatusCode = statusCode;

    /// <summary>The HTTP status of the answer.</summary>
    public int StatusCode { get; }
}
