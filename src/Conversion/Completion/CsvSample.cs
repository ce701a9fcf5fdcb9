using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Conversion.Completion;

/// <summary>A column of a CSV file, and its cells in the first rows.</summary>
internal readonly record struct CsvColumn(string Name, IReadOnlyList<string> Cells)
{
    /// <summary>Whether at least half of the cells fit.</summary>
    public bool Holds(Func<string, bool> fits) => Cells.Count > 0 && Cells.Count(fits) * 2 >= Cells.Count;
}

/// <summary>The columns of the CSV file that an Import-Csv further up in the same pipeline reads.</summary>
internal static class CsvSample
{
    private const int Rows = 20;

    private static readonly string[] s_pathParameters = ["Path", "LiteralPath"];
    private static readonly string[] s_parameters = [.. s_pathParameters, "Delimiter", "Encoding", "Header"];

    /// <summary>Reads the first records, as Import-Csv would; empty where the line does not say which file.</summary>
    /// <param name="command">The command that is being typed.</param>
    public static IReadOnlyList<CsvColumn> Before(CommandAst command)
    {
        CommandAst? import = (command.Parent as PipelineAst)?.PipelineElements.TakeWhile(element => element != command).OfType<CommandAst>()
            .LastOrDefault(static element => element.GetCommandName()?.ToLowerInvariant() is "import-csv" or "ipcsv");
        return import is null ? [] : Read(import);
    }

    private static IReadOnlyList<CsvColumn> Read(CommandAst import)
    {
        try
        {
            // What is no constant, such as a variable, throws.
            Dictionary<string, object?> given = StaticParameterBinder.BindCommand(import).BoundParameters
                .Where(static parameter => s_parameters.Contains(parameter.Key))
                .ToDictionary(static parameter => parameter.Key, static parameter => (object?)parameter.Value.Value.SafeGetValue());
            if (!s_pathParameters.Any(given.ContainsKey))
            {
                return [];
            }

            using PowerShell reader = PowerShell.Create(RunspaceMode.CurrentRunspace);
            reader.AddCommand("Import-Csv").AddParameters(given).AddCommand("Select-Object").AddParameter("First", Rows);
            Collection<PSObject> rows = reader.Invoke();
            return rows.Count == 0 ? [] : [.. rows[0].Properties.Select(column => new CsvColumn(column.Name, CellsOf(rows, column.Name)))];
        }
        catch (Exception exception) when (exception is RuntimeException or InvalidOperationException)
        {
            // Who types is not told of errors; the command will tell.
            return [];
        }
    }

    private static string[] CellsOf(Collection<PSObject> rows, string column) =>
        [.. rows.Select(row => row.Properties[column]?.Value as string ?? string.Empty)];
}
