using System;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Model;

namespace Conversion.Http;

/// <summary>
/// Removes secrets from the exceptions of the network. .NET quotes a response that is not HTTP, which may repeat the key or
/// contain control characters, and the address of a proxy, which may contain a password.
/// </summary>
internal sealed class RedactionHandler(RequestHandler next, ApiKey key) : RequestHandler
{
    /// <summary>The longest text of a server or of the system that is shown.</summary>
    internal const int MaximumTextLength = 500;

    private static readonly Regex s_userInfo = new("(?<=://)[^/@\\s]+@", RegexOptions.CultureInvariant);

    public override async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        ApiResponse response = await next.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Exception is Exception exception)
        {
            response.Exception = Redact(exception, key);
        }

        return response;
    }

    /// <summary>The exception itself where no message has to change; otherwise one with the redacted message.</summary>
    internal static Exception Redact(Exception exception, ApiKey key)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (Redact(cause.Message, key) != cause.Message)
            {
                return new HttpRequestException(Redact(exception.GetBaseException().Message, key));
            }
        }

        return exception;
    }

    /// <summary>A message without the key, user names, passwords and control characters.</summary>
    internal static string Redact(string message, ApiKey key) =>
        Printable.Text(s_userInfo.Replace(key.Redact(message), "***@"), MaximumTextLength);
}
