using System;
using System.Management.Automation;

namespace Conversion.Shell.Host;

/// <summary>Progress on the last line of a terminal, gone before anything else is written. Nothing where the output is redirected.</summary>
internal sealed class ProgressLine(ShellConsole console)
{
    private int _shownLength;

    public void Show(ProgressRecord record)
    {
        if (!console.OutputIsTerminal)
        {
            return;
        }

        Clear();
        if (record.RecordType == ProgressRecordType.Completed)
        {
            return;
        }

        string percent = record.PercentComplete >= 0 ? $" {record.PercentComplete}%" : string.Empty;
        string line = $"{record.Activity}: {record.StatusDescription}{percent}".ReplaceLineEndings(" ");
        // One column less than the terminal has, so that the line never wraps.
        line = line[..Math.Min(line.Length, Math.Max(0, console.Width - 1))];
        console.Out.Write(line);
        _shownLength = line.Length;
    }

    public void Clear()
    {
        if (_shownLength > 0)
        {
            console.Out.Write('\r' + new string(' ', _shownLength) + '\r');
            _shownLength = 0;
        }
    }
}
