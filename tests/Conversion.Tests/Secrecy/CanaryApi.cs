using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Emulator.Server;
using Conversion.Tests.Hosting;

namespace Conversion.Tests.Secrecy;

/// <summary>A session with a canary as its key, a server, a folder for its files, and all its output.</summary>
internal sealed class CanaryApi : IAsyncDisposable
{
    private readonly InteractiveTestHost _host = new();
    private readonly Session _session;
    private readonly EmulatorServer _server;
    private readonly List<string> _texts = [];

    private CanaryApi(Canary canary, ConversionEmulator emulator, EmulatorServer server)
    {
        Canary = canary;
        Emulator = emulator;
        _server = server;
        _session = new Session(_host);
        _session.Set("key", canary.Key);
        _session.Set("secure", new NetworkCredential(string.Empty, canary.Key).SecurePassword);
        _session.Set("credential", new PSCredential("anybody", new NetworkCredential(string.Empty, canary.Key).SecurePassword));
        _session.Set("uri", server.BaseUri.AbsoluteUri);
        _session.Set("folder", Folder.Root);
        _session.Run("$VerbosePreference = $DebugPreference = $InformationPreference = $ProgressPreference = 'Continue'");
    }

    public Canary Canary { get; }

    public ConversionEmulator Emulator { get; }

    public ScratchFolder Folder { get; } = new();

    /// <summary>Every text of every stream and file so far.</summary>
    public IReadOnlyList<string> Texts =>
    [
        .. _texts,
        .. ObjectWalker.TextsOf(_host.Progress.ToArray()),
        .. Directory.GetFiles(Folder.Root, "*", SearchOption.AllDirectories).Select(File.ReadAllText),
    ];

    public static async Task<CanaryApi> StartAsync(Canary canary)
    {
        ConversionEmulator emulator = new();
        return new CanaryApi(canary, emulator, await EmulatorServer.StartAsync(emulator));
    }

    public void Set(string variable, object? value) => _session.Set(variable, value);

    /// <summary>Runs a script and records all its output.</summary>
    /// <returns>The ids of its errors; a terminating error is the last.</returns>
    public IReadOnlyList<string> Run(string script)
    {
        using PowerShell shell = _session.Prepare(script);
        PSDataCollection<PSObject> output = [];
        List<object?> seen = [];
        List<ErrorRecord> errors = [];
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException exception)
        {
            seen.Add(exception);
            errors.Add(exception.ErrorRecord);
        }

        errors.InsertRange(0, shell.Streams.Error);
        PSDataStreams streams = shell.Streams;
        seen.AddRange([.. output, .. errors, .. errors.Select(error => error.Exception), .. streams.Verbose, .. streams.Debug, .. streams.Information, .. streams.Warning, .. streams.Progress]);
        _texts.AddRange(ObjectWalker.TextsOf(seen));
        _texts.AddRange(ObjectWalker.TextsOf(_session.Run("$Error; $Error.Clear()").Output));
        return [.. errors.Select(error => error.FullyQualifiedErrorId)];
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _server.DisposeAsync();
        Folder.Dispose();
    }
}
