using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;
using System.Threading;

namespace Conversion.Shell.Host;

/// <summary>Writes the streams of a session where pwsh writes them: errors to the error stream, everything else to the output.</summary>
internal sealed class ShellUserInterface(ShellConsole console, CancellationToken interruption) : PSHostUserInterface
{
    private readonly ShellPrompt _prompt = new(console, interruption);
    private readonly ProgressLine _progress = new(console);

    // Workers of a session may write to the host at the same time as its pipeline.
    private readonly Lock _gate = new();

    private bool _allAsErrors;

    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface(console);

    public override bool SupportsVirtualTerminal => console.OutputHasColour;

    public IDisposable WriteAllAsErrors()
    {
        _allAsErrors = true;
        return new ErrorsOnly(this);
    }

    public override void Write(string value)
    {
        if (_allAsErrors)
        {
            Write(console.Error, value, console.ErrorHasColour);
        }
        else
        {
            Write(console.Out, value, console.OutputHasColour);
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        string colours = Enum.IsDefined(foregroundColor) ? PSStyle.MapForegroundColorToEscapeSequence(foregroundColor) : string.Empty;
        if (Enum.IsDefined(backgroundColor))
        {
            colours += PSStyle.MapBackgroundColorToEscapeSequence(backgroundColor);
        }

        Write(Coloured(colours, value));
    }

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) =>
        Write(console.Error, Coloured(PSStyle.Instance.Formatting.Error, value) + Environment.NewLine, console.ErrorHasColour);

    public override void WriteWarningLine(string message) => WriteLine(Coloured(PSStyle.Instance.Formatting.Warning, "WARNING: " + message));

    public override void WriteVerboseLine(string message) => WriteLine(Coloured(PSStyle.Instance.Formatting.Verbose, "VERBOSE: " + message));

    public override void WriteDebugLine(string message) => WriteLine(Coloured(PSStyle.Instance.Formatting.Debug, "DEBUG: " + message));

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress.Show(record);
        }
    }

    public override string ReadLine() => _prompt.ReadLine();

    public override SecureString ReadLineAsSecureString() => _prompt.ReadLineAsSecureString();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _prompt.Fields(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _prompt.Choice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _prompt.Credential(caption, message, userName);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        _prompt.Credential(caption, message, userName);

    private void Write(TextWriter writer, string value, bool hasColour)
    {
        string written = hasColour ? value : new StringDecorated(value).ToString(OutputRendering.PlainText);
        lock (_gate)
        {
            _progress.Clear();
            writer.Write(written);
        }
    }

    private static string Coloured(string colour, string value) => colour.Length == 0 ? value : colour + value + PSStyle.Instance.Reset;

    private sealed class ErrorsOnly(ShellUserInterface userInterface) : IDisposable
    {
        public void Dispose() => userInterface._allAsErrors = false;
    }
}
