using System;
using System.Management.Automation;
using System.Threading;
using Conversion.Shell.Host;

namespace Conversion.Shell;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        ShellConsole console = ShellConsole.OfThisProcess();
        if (!console.OutputHasColour)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }

        CancellationTokenSource interruption = new();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The process ends by itself once the pipeline has stopped; whoever cannot wait presses again.
            pressed.Cancel = !interruption.IsCancellationRequested;
            interruption.Cancel();
        };
        return new ShellRunner(console).Run(arguments, interruption.Token);
    }
}
