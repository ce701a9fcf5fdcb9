using System.IO;
using System.Threading;
using Conversion.Shell;
using Conversion.Shell.Host;

namespace Conversion.Tests.Shell;

/// <summary>One run of the shell, and what it left behind.</summary>
internal sealed record ShellRun(int ExitCode, string Output, string Error)
{
    public static ShellRun Of(params string[] arguments) => WithInput(string.Empty, arguments);

    public static ShellRun WithInput(string input, params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        return Of(new ShellConsole { In = new StringReader(input), Out = output, Error = error }, CancellationToken.None, arguments);
    }

    /// <summary>A run whose writers are those of <see cref="StringWriter"/>.</summary>
    public static ShellRun Of(ShellConsole console, CancellationToken interruption, params string[] arguments)
    {
        int exitCode = new ShellRunner(console).Run(arguments, interruption);
        return new ShellRun(exitCode, console.Out.ToString()!, console.Error.ToString()!);
    }
}
