using System;
using Conversion.Client;
using Conversion.Emulator;
using Conversion.Http;

namespace Conversion;

/// <summary>A connection to one Conversion account or to a sandbox. No public member exposes its key.</summary>
public sealed class CnvConnection
{
    private readonly ContactStore? _sandbox;

    internal CnvConnection(string name, ClientSettings settings, ConversionClient client, DateTimeOffset connectedAt, ContactStore? sandbox)
    {
        Name = name;
        BaseUri = settings.BaseUri;
        KeyId = settings.ApiKey.KeyId;
        TimeoutSec = (int)settings.Timeout.TotalSeconds;
        MaximumRetryCount = settings.MaximumRetryCount;
        RateLimit = settings.RateLimit;
        ConnectedAt = connectedAt;
        Client = client;
        Settings = settings;
        _sandbox = sandbox;
    }

    /// <summary>The name of the connection. It is unique in the session.</summary>
    public string Name { get; }

    /// <summary>The base URI of the API.</summary>
    public Uri BaseUri { get; }

    /// <summary>The public part of the key.</summary>
    public string KeyId { get; }

    /// <summary>Whether this is a sandbox: an emulator inside the module, without a network and without an account.</summary>
    public bool Sandbox => _sandbox is not null;

    /// <summary>When the connection was created.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>The time-out of one request, in seconds.</summary>
    public int TimeoutSec { get; }

    /// <summary>The maximum number of retries of a request.</summary>
    public int MaximumRetryCount { get; }

    /// <summary>The maximum number of requests per second; null for no limit.</summary>
    public double? RateLimit { get; }

    /// <summary>Whether this is the current connection, which the cmdlets of the session use when -Connection is omitted.</summary>
    public bool IsCurrent { get; internal set; }

    internal ConversionClient Client { get; }

    internal ClientSettings Settings { get; }

    /// <summary>The id of the sandbox; null for an account.</summary>
    internal string? SandboxId => _sandbox?.Id;

    /// <summary>Whether the connection was closed by Disconnect-Cnv.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>The name of the connection.</summary>
    public override string ToString() => Name;

    internal void Close()
    {
        IsClosed = true;
        IsCurrent = false;
        Client.Dispose();
        _sandbox?.Dispose();
    }
}
