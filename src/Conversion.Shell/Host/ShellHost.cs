using System;
using System.Globalization;
using System.Management.Automation.Host;
using System.Threading;

namespace Conversion.Shell.Host;

/// <summary>The host the engine sees.</summary>
internal sealed class ShellHost(ShellConsole console, CancellationToken interruption) : PSHost
{
    private readonly ShellUserInterface _userInterface = new(console, interruption);

    public override string Name => "Conversion.Shell";

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => _userInterface;

    /// <summary>What the session was told to exit with; null when it was not.</summary>
    public int? ExitCode { get; private set; }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <summary>Sends everything to the error stream until disposed: the engine marks an error for it in a way no host can.</summary>
    public IDisposable WriteAllAsErrors() => _userInterface.WriteAllAsErrors();

    public override void EnterNestedPrompt() => throw new HostException("This shell runs scripts; it has no prompt to suspend to.");

    public override void ExitNestedPrompt() => throw new HostException("This shell runs scripts; it has no prompt to leave.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
