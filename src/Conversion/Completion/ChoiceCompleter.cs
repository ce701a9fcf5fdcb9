using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Conversion.Completion;

/// <summary>Offers what begins with the word that was typed, in any case.</summary>
internal abstract class ChoiceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        return Choices(commandAst).Where(choice => choice.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(choice => new CompletionResult(choice.Text, choice.Name, CompletionResultType.ParameterValue, choice.Name));
    }

    /// <summary>What there is to choose from.</summary>
    /// <param name="command">The command that is being typed.</param>
    protected abstract IEnumerable<Choice> Choices(CommandAst command);

    /// <summary>A text as an argument, in quotes where it needs them.</summary>
    protected static string Literal(string text) => text.Length > 0 && text.All(static character => char.IsLetterOrDigit(character) || character is '_' or '.')
        ? text
        : "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";

    /// <summary>A dictionary with one key, whose value is still to be typed.</summary>
    protected static Choice Dictionary(string key) => new(key, $"@{{ {key} = '' }}");

    /// <summary>One of the choices.</summary>
    /// <param name="Name">What is shown, and compared with what was typed.</param>
    /// <param name="Text">What is inserted.</param>
    protected readonly record struct Choice(string Name, string Text);
}
