using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Shell.Host;

/// <summary>Asks the person at the terminal, or reads the answers from what is piped in.</summary>
internal sealed class ShellPrompt(ShellConsole console, CancellationToken interruption)
{
    public string ReadLine() =>
        Interruptible(console.In.ReadLine)
        ?? throw new HostException("An answer was asked for, but the input has come to its end. Run it on a terminal, pipe the answers in, or do not ask (-Confirm:$false).");

    public SecureString ReadLineAsSecureString()
    {
        SecureString secret = new();
        if (!console.InputIsTerminal)
        {
            foreach (char character in ReadLine())
            {
                secret.AppendChar(character);
            }

            return secret;
        }

        while (Interruptible(() => Console.ReadKey(intercept: true)) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                    console.Out.Write("\b \b");
                }
            }
            else if (key.KeyChar != '\0')
            {
                secret.AppendChar(key.KeyChar);
                console.Out.Write('*');
            }
        }

        console.Out.WriteLine();
        return secret;
    }

    public int Choice(string? caption, string? message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Heading(caption, message);
        while (true)
        {
            foreach (ChoiceDescription choice in choices)
            {
                console.Out.Write($"[{HotKey(choice)}] {Text(choice)}  ");
            }

            string hint = defaultChoice >= 0 ? $" (default is \"{HotKey(choices[defaultChoice])}\")" : string.Empty;
            console.Out.Write($"[?] Help{hint}: ");
            string answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (answer == "?")
            {
                foreach (ChoiceDescription choice in choices)
                {
                    console.Out.WriteLine($"{HotKey(choice)} - {choice.HelpMessage}");
                }
            }

            for (int index = 0; index < choices.Count; index++)
            {
                if (answer.Equals(HotKey(choices[index]), StringComparison.CurrentCultureIgnoreCase)
                    || answer.Equals(Text(choices[index]), StringComparison.CurrentCultureIgnoreCase))
                {
                    return index;
                }
            }
        }
    }

    public Dictionary<string, PSObject> Fields(string? caption, string? message, Collection<FieldDescription> fields)
    {
        Heading(caption, message);
        Dictionary<string, PSObject> answers = new(StringComparer.OrdinalIgnoreCase);
        foreach (FieldDescription field in fields)
        {
            Type type = LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, out Type found)
                || LanguagePrimitives.TryConvertTo(field.ParameterTypeFullName, out found) ? found : typeof(string);
            object? answer = typeof(IList).IsAssignableFrom(type)
                ? LanguagePrimitives.ConvertTo(Values(field.Name), type)
                : Value(field.Name, type);
            answers.Add(field.Name, PSObject.AsPSObject(answer));
        }

        return answers;
    }

    public PSCredential Credential(string? caption, string? message, string? userName)
    {
        Heading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            console.Out.Write("User: ");
            userName = ReadLine();
        }

        console.Out.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private object? Value(string name, Type type)
    {
        if (type == typeof(PSCredential))
        {
            return Credential(null, name, null);
        }

        console.Out.Write(name + ": ");
        return type == typeof(SecureString) ? ReadLineAsSecureString() : LanguagePrimitives.ConvertTo(ReadLine(), type);
    }

    private List<string> Values(string name)
    {
        List<string> values = [];
        while (true)
        {
            console.Out.Write($"{name}[{values.Count}]: ");
            string value = ReadLine();
            if (value.Length == 0)
            {
                return values;
            }

            values.Add(value);
        }
    }

    private void Heading(string? caption, string? message)
    {
        if (!string.IsNullOrEmpty(caption))
        {
            console.Out.WriteLine(Environment.NewLine + caption);
        }

        if (!string.IsNullOrEmpty(message))
        {
            console.Out.WriteLine(message);
        }
    }

    // A read cannot be called off, but it need not be waited for.
    private T Interruptible<T>(Func<T> read)
    {
        try
        {
            return Task.Run(read, interruption).WaitAsync(interruption).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private static string Text(ChoiceDescription choice) => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal);

    private static string HotKey(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length
            ? choice.Label.Substring(mark + 1, 1).ToUpperInvariant()
            : choice.Label;
    }
}
