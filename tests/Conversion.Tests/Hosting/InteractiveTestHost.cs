using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Security;

namespace Conversion.Tests.Hosting;

/// <summary>An interactive host that records progress and lines, and answers a choice only if it was told how.</summary>
internal sealed class InteractiveTestHost : PSHost
{
    private readonly Screen _screen = new();

    public IReadOnlyList<ProgressRecord> Progress => _screen.Progress;

    /// <summary>The lines on the screen that belong to no stream, such as those of -WhatIf.</summary>
    public IReadOnlyList<string> Lines => _screen.Lines;

    /// <summary>The choices of the person at the prompt, for example <c>&amp;Yes</c>, in order.</summary>
    public Queue<string> Choices => _screen.Choices;

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<string> Questions => _screen.Questions;

    /// <summary>What the person types where it is not shown, in order.</summary>
    public Queue<string> Secrets => _screen.Secrets;

    /// <summary>How wide the window is; null where the host does not know.</summary>
    public int? Width
    {
        get => _screen.Window?.WindowSize.Width;
        set => _screen.Window = value is int width ? new Window(width) : null;
    }

    public override string Name => "ConsoleHost";

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override Version Version { get; } = new(1, 0);

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override PSHostUserInterface UI => _screen;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class Screen : PSHostUserInterface
    {
        public List<ProgressRecord> Progress { get; } = [];

        public List<string> Lines { get; } = [];

        public Queue<string> Choices { get; } = [];

        public List<string> Questions { get; } = [];

        public Queue<string> Secrets { get; } = [];

        public Window? Window { get; set; }

        public override PSHostRawUserInterface? RawUI => Window;

        public override void WriteProgress(long sourceId, ProgressRecord record) => Progress.Add(record);

        public override void Write(string value) => Lines.Add(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
        }

        public override void WriteLine(string value) => Lines.Add(value);

        public override void WriteErrorLine(string value)
        {
        }

        public override void WriteDebugLine(string message)
        {
        }

        public override void WriteVerboseLine(string message)
        {
        }

        public override void WriteWarningLine(string message)
        {
        }

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() =>
            Secrets.TryDequeue(out string? secret) ? new NetworkCredential(string.Empty, secret).SecurePassword : throw new NotSupportedException();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions.Add(message);
            return Choices.TryDequeue(out string? choice)
                ? choices.IndexOf(choices.Single(offered => offered.Label == choice))
                : throw new NotSupportedException();
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw new NotSupportedException();
    }

    private sealed class Window(int width) : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(width, 50);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => WindowSize;

        public override Size MaxWindowSize => WindowSize;

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get; set; } = new(width, 50);

        public override string WindowTitle { get; set; } = string.Empty;

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
    }
}
