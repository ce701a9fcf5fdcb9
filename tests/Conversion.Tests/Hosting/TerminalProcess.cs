using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Conversion.Tests.Hosting;

/// <summary>A PowerShell with the module at a real pseudo-terminal, where keys are typed and a screen is read.</summary>
internal sealed partial class TerminalProcess : IDisposable
{
    public const string NoTerminal = "Windows has no pseudo-terminal of this kind.";

    private const string CtrlC = "\u0003";

    // A terminal answers this, and the console waits for it before it takes what is typed.
    private const string WhereIsTheCursor = "\u001b[6n";
    private const int ReadWrite = 2;
    private const int Kill = 9;
    private const int Echo = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly StringBuilder _screen = new();
    private readonly FileStream _terminal;
    private readonly int _process;

    private TerminalProcess(FileStream terminal, int process)
    {
        _terminal = terminal;
        _process = process;
        new Thread(Read) { IsBackground = true }.Start();
    }

    /// <summary>All that was written to the terminal so far, without escape sequences.</summary>
    public string Screen
    {
        get
        {
            string written;
            lock (_screen)
            {
                written = _screen.ToString();
            }

            return EscapeSequence().Replace(written, string.Empty).Replace("\r", string.Empty, StringComparison.Ordinal);
        }
    }

    /// <summary>Whether the terminal shows what is typed.</summary>
    public bool IsEchoing
    {
        get
        {
            byte[] settings = new byte[256];
            Check(tcgetattr(_terminal.SafeFileHandle, settings));
            return (settings[OperatingSystem.IsMacOS() ? 24 : 12] & Echo) != 0;
        }
    }

    /// <summary>Starts the shell, runs a script in it, and stays at its prompt.</summary>
    /// <param name="script">The script.</param>
    /// <param name="columns">The width of the window.</param>
    /// <param name="parameters">More parameters of the shell.</param>
    public static TerminalProcess Start(string script, int columns = 80, string parameters = "")
    {
        int terminal = Check(posix_openpt(ReadWrite));
        Check(grantpt(terminal));
        Check(unlockpt(terminal));
        string name = Marshal.PtrToStringUTF8(ptsname(terminal))!;
        string encoded = Convert.ToBase64String(Encoding.Unicode.GetBytes(script));
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        // Without noflsh, Ctrl+C drops what has not been read yet: the answer to a question for the cursor, for which the console then waits.
        string[] arguments =
        [
            "sh", "-c", $"stty cols {columns} rows 40 noflsh && exec \"$0\" \"$1\" -NoProfile -NoLogo -NoExit {parameters} -EncodedCommand {encoded}", host, Checkout.Shell,
        ];
        Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!);
        environment["TERM"] = "xterm";
        environment["NO_COLOR"] = "1";
        environment.Remove("CNV_API_KEY");
        int process = Spawn(name, arguments, [.. environment.Select(variable => $"{variable.Key}={variable.Value}")]);
        return new TerminalProcess(new FileStream(new SafeFileHandle(terminal, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0), process);
    }

    /// <summary>Types text, without the Enter key.</summary>
    public void Type(string text) => _terminal.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Types a line.</summary>
    public void TypeLine(string text) => Type(text + "\r");

    /// <summary>Presses Ctrl+C.</summary>
    public void PressCtrlC() => Type(CtrlC);

    /// <summary>Waits until the screen shows text.</summary>
    public void WaitFor(string text) => WaitUntil(() => Screen.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until the shell asks for the next line.</summary>
    public void WaitForPrompt() => WaitUntil(() => Screen.EndsWith("> ", StringComparison.Ordinal), "The prompt");

    /// <summary>Waits until a condition is true.</summary>
    public void WaitUntil(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(condition, s_patience))
        {
            throw new TimeoutException($"'{what}' never came. The screen: {Screen}");
        }
    }

    public void Dispose()
    {
        _ = kill(_process, Kill);
        _ = waitpid(_process, IntPtr.Zero, 0);
        _terminal.Dispose();
    }

    private void Read()
    {
        byte[] bytes = new byte[4096];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        char[] characters = new char[4096];
        int asked = 0;
        try
        {
            while (_terminal.Read(bytes) is > 0 and int length)
            {
                int count = decoder.GetChars(bytes, 0, length, characters, 0);
                foreach (char character in characters.AsSpan(0, count))
                {
                    // The question may come in two parts. Without an answer in time, the console takes memory of its own for keys.
                    asked = character == WhereIsTheCursor[asked] ? asked + 1 : character == WhereIsTheCursor[0] ? 1 : 0;
                    if (asked == WhereIsTheCursor.Length)
                    {
                        Type("\u001b[1;1R");
                        asked = 0;
                    }
                }

                lock (_screen)
                {
                    _screen.Append(characters, 0, count);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process has closed its end, or the test is over.
        }
    }

    // A new session whose terminal is the first that it opens: Ctrl+C interrupts what runs there.
    private static int Spawn(string terminal, string[] arguments, string[] environment)
    {
        const short NewSession = 0x80;
        IntPtr actions = Marshal.AllocHGlobal(1024);
        IntPtr attributes = Marshal.AllocHGlobal(1024);
        try
        {
            Check(-posix_spawn_file_actions_init(actions));
            Check(-posix_spawnattr_init(attributes));
            Check(-posix_spawnattr_setflags(attributes, OperatingSystem.IsMacOS() ? (short)0x400 : NewSession));
            Check(-posix_spawn_file_actions_addopen(actions, 0, terminal, ReadWrite, 0));
            Check(-posix_spawn_file_actions_adddup2(actions, 0, 1));
            Check(-posix_spawn_file_actions_adddup2(actions, 0, 2));
            Check(-posix_spawnp(out int process, arguments[0], actions, attributes, [.. arguments, null], [.. environment, null]));
            return process;
        }
        finally
        {
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
        }
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(result == -1 ? Marshal.GetLastPInvokeError() : -result);

    [GeneratedRegex(@"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\x1b\][^\a]*\a")]
    private static partial Regex EscapeSequence();

#pragma warning disable CA5392, CA2101 // The C library of the system.
    [DllImport("libc", SetLastError = true)]
    private static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int grantpt(int terminal);

    [DllImport("libc", SetLastError = true)]
    private static extern int unlockpt(int terminal);

    [DllImport("libc", SetLastError = true)]
    private static extern int tcgetattr(SafeFileHandle terminal, byte[] settings);

    [DllImport("libc")]
    private static extern IntPtr ptsname(int terminal);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_init(IntPtr actions);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_addopen(IntPtr actions, int file, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_adddup2(IntPtr actions, int file, int other);

    [DllImport("libc")]
    private static extern int posix_spawnattr_init(IntPtr attributes);

    [DllImport("libc")]
    private static extern int posix_spawnattr_setflags(IntPtr attributes, short flags);

    [DllImport("libc")]
    private static extern int posix_spawnp(
        out int process, [MarshalAs(UnmanagedType.LPUTF8Str)] string file, IntPtr actions, IntPtr attributes, string?[] arguments, string?[] environment);

    [DllImport("libc")]
    private static extern int kill(int process, int signal);

    [DllImport("libc")]
    private static extern int waitpid(int process, IntPtr status, int options);
#pragma warning restore CA5392, CA2101
}
