using System;
using System.IO;

namespace Conversion.Shell.Host;

/// <summary>The three streams the shell talks through, and what is known of the terminal behind them.</summary>
internal sealed class ShellConsole
{
    /// <summary>The width of output that goes to no terminal.</summary>
    public const int RedirectedWidth = 120;

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool OutputHasColour { get; init; }

    public bool ErrorHasColour { get; init; }

    public int Width => OutputIsTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : RedirectedWidth;

    public int Height => OutputIsTerminal && Console.WindowHeight > 0 ? Console.WindowHeight : 50;

    public static ShellConsole OfThisProcess()
    {
        bool colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb"
            && !Console.IsOutputRedirected;
        return new ShellConsole
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            OutputHasColour = colour,
            ErrorHasColour = colour && !Console.IsErrorRedirected,
        };
    }
}
