using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;

namespace Conversion.Tests.Runbooks;

/// <summary>
/// The environment of a runbook: a session with stubs for the platform's commands, a folder for its files, and the emulator on
/// loopback instead of the API.
/// </summary>
internal sealed class RunbookSession : IAsyncDisposable
{
    public const string Leads =
        """
        Email,first_name,favourite_colour
        one@example.com,Ann,
        two@example.com,Ben,
        three@example.com,Cem,
        four@example.com,Dag,
        no-at-sign.example.com,Eva,
        six@example.com,Fay,teal
        """;

    private RunbookSession()
    {
    }

    public Api Api { get; } = new();

    public ScratchFolder Folder { get; } = new();

    public Session Session { get; } = new();

    public static async Task<RunbookSession> StartAsync()
    {
        RunbookSession runbook = new();
        await runbook.Api.InitializeAsync();
        runbook.Session.Set("StubKey", Api.Key);
        runbook.Session.Set("StubContainer", runbook.Folder.Root);
        foreach (string stubs in Directory.GetFiles(Path.Combine(Checkout.Root, "tests", "Stubs"), "*.ps1"))
        {
            runbook.Session.Run($". '{stubs}'");
        }

        // The samples connect to the API itself; here its address is the emulator's.
        runbook.Session.Run($"$PSDefaultParameterValues = @{{ 'Connect-Cnv:BaseUri' = '{runbook.Api.BaseUri}'; 'Connect-Cnv:MaximumRetryCount' = 0 }}");
        return runbook;
    }

    /// <summary>Writes a list with a fixed last write time.</summary>
    public string WriteList(string text, string name = "leads.csv", int day = 1)
    {
        string path = Folder.Write(name, text);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, day, 1, 2, 3, DateTimeKind.Utc));
        return path;
    }

    public Run Run(string script, string parameters) => Session.Run($"$LASTEXITCODE = $null; & '{Checkout.Sample("runbooks/" + script)}' {parameters}");

    /// <summary>The exit code of the last script that was run.</summary>
    public int ExitCode => (int)Session.Run("$LASTEXITCODE").Output.Single().BaseObject;

    /// <summary>The messages that were sent: mails and posts.</summary>
    public PSObject[] Messages => [.. Session.Run("$StubMessages").Output];

    /// <summary>The counts that are not zero in the runbook's output object.</summary>
    public static string Counts(Run run)
    {
        PSObject summary = run.Output.Single();
        return string.Join(", ", summary.Properties.Where(count => count.Value is > 0L).Select(count => $"{count.Name} {count.Value}"));
    }

    /// <summary>Everything that is visible afterwards: all streams, the terminating error, and every file.</summary>
    public string Visible(Run run) => string.Join('\n', [
        .. run.Output.SelectMany(item => item.Properties).Select(property => $"{property.Name}={property.Value}"),
        .. run.Errors.Select(Shown),
        .. run.Warnings,
        .. run.Verbose,
        run.TerminatingError is null ? string.Empty : Shown(run.TerminatingError),
        .. Directory.GetFiles(Folder.Root, "*", SearchOption.AllDirectories).Select(File.ReadAllText),
    ]);

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Api.DisposeAsync();
        Folder.Dispose();
    }

    private static string Shown(ErrorRecord error) =>
        string.Join('\n', error, error.Exception, error.InvocationInfo?.Line, error.InvocationInfo?.PositionMessage, error.TargetObject);
}
