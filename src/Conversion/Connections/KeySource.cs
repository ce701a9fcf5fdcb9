using System;
using System.Globalization;
using System.Net;
using System.Security;
using Conversion.Http;

namespace Conversion.Connections;

/// <summary>Reads the API key from a SecureString or from the environment.</summary>
internal static class KeySource
{
    public const string EnvironmentVariable = "CNV_API_KEY";

    /// <summary>Reads the key from a SecureString.</summary>
    /// <exception cref="CnvException"><c>missing_api_key</c> or <c>invalid_api_key</c>.</exception>
    public static ApiKey Read(SecureString? secure, string origin) =>
        Read(secure is null ? null : new NetworkCredential(string.Empty, secure).Password, origin);

    /// <summary>Whether the environment variable holds anything.</summary>
    public static bool HasEnvironment => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EnvironmentVariable));

    /// <summary>Reads the key from the environment variable.</summary>
    /// <exception cref="CnvException"><c>missing_api_key</c> or <c>invalid_api_key</c>.</exception>
    public static ApiKey ReadEnvironment() =>
        Read(Environment.GetEnvironmentVariable(EnvironmentVariable), string.Format(CultureInfo.InvariantCulture, Messages.KeyOfEnvironment, EnvironmentVariable));

    private static ApiKey Read(string? text, string origin)
    {
        if (ApiKey.Unquote(text).Length == 0)
        {
            throw new CnvException(CnvErrors.MissingApiKey, string.Format(CultureInfo.InvariantCulture, Messages.NoKey, origin));
        }

        return ApiKey.TryParse(text, out ApiKey? key)
            ? key
            : throw new CnvException(CnvErrors.InvalidApiKey, string.Format(CultureInfo.InvariantCulture, Messages.MalformedKey, origin));
    }
}
