using System;
using System.Net.Http;
using System.Text.RegularExpressions;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Client;

/// <summary>
/// A failure of the network as it may be shown. .NET quotes an answer that is no HTTP, which may say the key back or speak to
/// a terminal, and the address of a proxy, which may have a password in it.
/// </summary>
internal static class ShownFailure
{
    private static readonly Regex s_userInfo = new("(?<=://)[^/@\\s]+@", RegexOptions.CultureInvariant);

    /// <summary>The exception itself where none of its messages has to be changed, or else one that says what may be said.</summary>
    public static Exception Of(Exception failure, ApiKey key)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (Text(cause.Message, key) != cause.Message)
            {
                return new HttpRequestException(Text(failure.GetBaseException().Message, key));
            }
        }

        return failure;
    }

    /// <summary>What a message may say.</summary>
    public static string Text(string message, ApiKey key) =>
        Printable.Text(s_userInfo.Replace(key.Redact(message), "***@"), AnswerTable.LongestMessage);
}
