using System;
using System.Management.Automation.Host;

namespace Conversion.Shell.Host;

/// <summary>The size of the terminal and its title. Screen contents cannot be read or moved.</summary>
internal sealed class ShellRawUserInterface(ShellConsole console) : PSHostRawUserInterface
{
    // The value PowerShell itself gives where a terminal does not tell its colours.
    public const ConsoleColor UnknownColour = (ConsoleColor)(-1);

    public override ConsoleColor ForegroundColor { get; set; } = UnknownColour;

    public override ConsoleColor BackgroundColor { get; set; } = UnknownColour;

    public override Size BufferSize
    {
        get => new(console.Width, console.Height);
        set => throw NotSupported();
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw NotSupported();
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Coordinates WindowPosition { get; set; }

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override string WindowTitle { get; set; } = string.Empty;

    public override bool KeyAvailable => console.InputIsTerminal && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!console.InputIsTerminal)
        {
            throw new HostException("A key was asked for, but the input is not a terminal.");
        }

        ConsoleKeyInfo key = Console.ReadKey((options & ReadKeyOptions.NoEcho) != 0);
        return new KeyInfo((int)key.Key, key.KeyChar, 0, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NotSupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotSupported();

    private static HostException NotSupported() => new("This shell writes lines; it cannot read, move or resize what is on the screen.");
}
