using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Emulator.Server;
using Conversion.Http;
using Xunit;

namespace Conversion.Tests.Hosting;

/// <summary>A session connected to an emulator of the API that listens on loopback and records its requests.</summary>
public sealed class Api : IAsyncLifetime
{
    public const string Key = "sk_live_test_s3cr3tOfTheKey";

    private readonly List<Session> _sessions = [];
    private EmulatorServer? _server;

    public Api()
        : this(new EmulatorSettings
        {
            ApiKey = Key,
            ContactFields = ["score", "tags", "address", "since", "owner", "active"],
            CompanyFields = ["company_size", "region"],
        })
    {
    }

    internal Api(EmulatorSettings settings) => Emulator = new(settings);

    internal ConversionEmulator Emulator { get; }

    internal Session Session { get; private set; } = null!;

    internal string BaseUri => _server!.BaseUri.AbsoluteUri;

    /// <summary>The bodies of all requests, in the order of arrival.</summary>
    internal IReadOnlyList<string> Bodies => Emulator.Requests.Snapshot().Select(request => request.Body).ToList();

    internal string Body => Bodies.Single();

    /// <summary>The contacts that were sent, in the order of arrival: those of a batch one by one.</summary>
    internal IReadOnlyList<JsonObject> Contacts =>
        [.. Bodies.Select(body => JsonNode.Parse(body)!.AsObject()).SelectMany(body => body["contacts"] is JsonArray batch ? batch.Select(item => item!.AsObject()) : [body])];

    public async ValueTask InitializeAsync()
    {
        _server = await EmulatorServer.StartAsync(Emulator);
        Session = Connect();
    }

    /// <summary>Another session with the same connection.</summary>
    internal Session Connect(string parameters = "-MaximumRetryCount 0", string key = Key, InteractiveTestHost? host = null)
    {
        Session session = new(host);
        _sessions.Add(session);
        session.Run($"Connect-Cnv -ApiKey '{key}' -BaseUri '{BaseUri}' {parameters}");
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        _sessions.ForEach(session => session.Dispose());
        await _server!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
