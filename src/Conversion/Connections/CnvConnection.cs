using System;
using Conversion.Client;
using Conversion.Emulator;
using Conversion.Http;

namespace Conversion;

/// <summary>A connection to one Conversion account, or to a sandbox. The key it holds is not to be had from it.</summary>
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

    /// <summary>The name it was given; unique in its session.</summary>
    public string Name { get; }

    /// <summary>Where the API lies.</summary>
    public Uri BaseUri { get; }

    /// <summary>The public part of the key.</summary>
    public string KeyId { get; }

    /// <summary>Whether it is an emulator inside the module, without network or account.</summary>
    public bool Sandbox => _sandbox is not null;

    /// <summary>When it was made.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>How long one request may take, in seconds.</summary>
    public int TimeoutSec { get; }

    /// <summary>How often a request is repeated at most.</summary>
    public int MaximumRetryCount { get; }

    /// <summary>Requests per second at most; null for no limit.</summary>
    public double? RateLimit { get; }

    /// <summary>Whether it is the one that cmdlets of its session use when none is named.</summary>
    public bool IsCurrent { get; internal set; }

    internal ConversionClient Client { get; }

    internal ClientSettings Settings { get; }

    /// <summary>Which sandbox it is; null for an account.</summary>
    internal string? SandboxId => _sandbox?.Id;

    /// <summary>Whether it was disconnected.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal void Close()
    {
        IsClosed = true;
        IsCurrent = false;
        Client.Dispose();
        _sandbox?.Dispose();
    }
}
