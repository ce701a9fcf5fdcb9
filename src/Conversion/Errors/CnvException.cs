using System;

namespace Conversion;

/// <summary>An error of this module, with the code that is also its error id.</summary>
public class CnvException : Exception
{
    /// <summary>An error.</summary>
    /// <param name="code">The code, for example <c>invalid_email</c>.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">The exception behind it; null for none.</param>
    public CnvException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The code, for example <c>invalid_email</c>.</summary>
    public string Code { get; }
}

/// <summary>An error that a response of the API reports, or a response from something else at its address.</summary>
public sealed class CnvApiException : CnvException
{
    /// <summary>An error with an HTTP status.</summary>
    /// <param name="code">The <c>error.code</c> of the API, or a code of the module where the response has none.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="statusCode">The HTTP status.</param>
    public CnvApiException(string code, string message, int statusCode)
        : base(code, message) => StatusCode = statusCode;

    /// <summary>The HTTP status of the response.</summary>
    public int StatusCode { get; }
}
