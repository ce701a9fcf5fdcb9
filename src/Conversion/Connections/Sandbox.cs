using System;
using System.Collections.Generic;
using System.Globalization;
using Conversion.Client;
using Conversion.Emulator;
using Conversion.Http;

namespace Conversion.Connections;

/// <summary>Creates connections to the emulator of the API, without a network and without an account.</summary>
internal static class Sandbox
{
    private const string CompanyPrefix = "companyFields.";
    private const string ContactPrefix = "fields.";

    // The top-level domain .invalid never resolves.
    private static readonly Uri s_baseUri = new("https://sandbox.invalid/api");

    /// <summary>Creates the connection.</summary>
    /// <param name="name">The name of the connection.</param>
    /// <param name="path">The file that stores the contacts; null to keep them in memory.</param>
    /// <param name="fields">Field keys in addition to the standard fields.</param>
    /// <exception cref="CnvException"><c>invalid_sandbox_field</c>.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be opened.</exception>
    /// <exception cref="System.IO.InvalidDataException">The file is not a sandbox file.</exception>
    public static CnvConnection Connect(string name, string? path, IEnumerable<string> fields)
    {
        List<string> contactFields = [];
        List<string> companyFields = [];
        foreach (string field in fields)
        {
            bool ofCompany = field.StartsWith(CompanyPrefix, StringComparison.OrdinalIgnoreCase);
            string prefix = ofCompany ? CompanyPrefix : ContactPrefix;
            string fieldKey = ofCompany || field.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? field.Substring(prefix.Length) : field;
            if (string.IsNullOrWhiteSpace(fieldKey))
            {
                throw new CnvException(CnvErrors.InvalidSandboxField, string.Format(CultureInfo.InvariantCulture, Messages.SandboxFieldUnnamed, field));
            }

            (ofCompany ? companyFields : contactFields).Add(fieldKey);
        }

        ContactStore contacts = path is null ? new ContactStore() : ContactStore.Open(path);
        EmulatorSettings emulatorSettings = new()
        {
            ContactFields = contactFields,
            CompanyFields = companyFields,
            RecordRequests = false,
        };
        // This key is sent to the emulator only.
        ApiKey.TryParse("sk_live_sandbox_local", out ApiKey? key);
        ClientSettings settings = new() { ApiKey = key!, BaseUri = s_baseUri, MaximumRetryCount = 0 };
        ConversionClient client = new(settings, new EmulatorHandler(new ConversionEmulator(emulatorSettings, contacts)));
        return new CnvConnection(name, settings, client, DateTimeOffset.Now, contacts);
    }
}
