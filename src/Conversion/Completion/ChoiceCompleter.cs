using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using Conversion.Binding;

namespace Conversion.Completion;

/// <summary>Offers what begins with the word that was typed, in any case.</summary>
internal abstract class ChoiceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        return (word.Length == 0 ? ChoicesForNothing(commandAst) : Choices(commandAst)).Where(choice => choice.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(choice => new CompletionResult(choice.Text, choice.Name, CompletionResultType.ParameterValue, choice.Name));
    }

    /// <summary>What there is to choose from.</summary>
    /// <param name="command">The command that is being typed.</param>
    protected abstract IEnumerable<Choice> Choices(CommandAst command);

    /// <summary>What there is to choose from before anything is typed.</summary>
    /// <param name="command">The command that is being typed.</param>
    protected virtual IEnumerable<Choice> ChoicesForNothing(CommandAst command) => Choices(command);

    /// <summary>A text as an argument, in quotes where it needs them.</summary>
    protected static string Literal(string text) => IsName(text) ? text : ColumnName.ToLiteral(text);

    /// <summary>Whether a text needs no quotes. What begins with a digit might be a number: 1e3, 1kb.</summary>
    protected static bool IsName(string text) => text.Length > 0 && !char.IsDigit(text[0])
        && text.All(static character => char.IsLetterOrDigit(character) || character == '_');

    /// <summary>Names that need no quotes.</summary>
    protected static IEnumerable<Choice> Names(params string[] names) => names.Select(static name => new Choice(name, name));

    /// <summary>A dictionary with one key, whose value is still to be typed.</summary>
    protected static Choice Dictionary(string key) => new(key, $"@{{ {key} = '' }}");

    /// <summary>One of the choices.</summary>
    /// <param name="Name">What is shown, and compared with what was typed.</param>
    /// <param name="Text">What is inserted.</param>
    protected readonly record struct Choice(string Name, string Text);
}
