using System;
using System.Collections.Generic;
using System.Globalization;

namespace Conversion.Emulator.Server;

/// <summary>The options of the command line.</summary>
internal sealed class ServerOptions
{
    public const string Usage = """
        Conversion.Emulator.Server: the Conversion contacts API, offline, on 127.0.0.1.

          --port <number>          port; 0 for any free port (default 5080)
          --key <api key>          the only accepted key (default: any sk_live_<id>_<secret>)
          --data <path>            file that stores the contacts (default: in memory)
          --field <key>            a contact field of the account, in addition to the standard ones; repeatable
          --company-field <key>    a company field of the account; repeatable
          --rate-limit <number>    requests per second; more get 429
          --latency <ms>           delay of each request
          --help                   shows this text
        """;

    private readonly List<string> _contactFields = [];
    private readonly List<string> _companyFields = [];

    public int Port { get; private set; } = 5080;

    public string? ApiKey { get; private set; }

    public string? DataPath { get; private set; }

    public double? RequestsPerSecond { get; private set; }

    public TimeSpan Latency { get; private set; }

    public bool IsHelp { get; private set; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">An argument is unknown, incomplete or out of range.</exception>
    public static ServerOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServerOptions();
        for (int index = 0; index < arguments.Count; index++)
        {
            string name = arguments[index];
            if (name is "--help" or "-h" or "-?")
            {
                options.IsHelp = true;
                continue;
            }

            Action<string> set = options.Setter(name) ?? throw new FormatException($"Unknown argument '{name}'.");
            if (++index == arguments.Count || arguments[index].StartsWith("--", StringComparison.Ordinal) || arguments[index].Length == 0)
            {
                throw new FormatException($"{name} needs a value.");
            }

            set(arguments[index]);
        }

        return options;
    }

    public EmulatorSettings ToSettings() => new()
    {
        ApiKey = ApiKey,
        ContactFields = _contactFields,
        CompanyFields = _companyFields,
        RequestsPerSecond = RequestsPerSecond,
        Latency = Latency,
        RecordRequests = false,
    };

    private Action<string>? Setter(string name) => name switch
    {
        "--port" => value => Port = (int)Number(name, value, 0, 65535, NumberStyles.None),
        "--key" => value => ApiKey = value,
        "--data" => value => DataPath = value,
        "--field" => _contactFields.Add,
        "--company-field" => _companyFields.Add,
        "--rate-limit" => value => RequestsPerSecond = Number(name, value, 0.001, 1e9, NumberStyles.AllowDecimalPoint),
        "--latency" => value => Latency = TimeSpan.FromMilliseconds(Number(name, value, 0, 3_600_000, NumberStyles.AllowDecimalPoint)),
        _ => null,
    };

    private static double Number(string name, string value, double minimum, double maximum, NumberStyles styles) =>
        double.TryParse(value, styles, CultureInfo.InvariantCulture, out double number) && number >= minimum && number <= maximum
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {minimum} to {maximum}, not '{value}'."));
}
