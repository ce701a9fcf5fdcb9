using System;
using System.Collections.Generic;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Exports;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion.Commands;

/// <summary>
/// Compare-CnvContact: what Sync-CnvContact would change, row by row, or how a list differs from the account. Nothing is sent or written.
/// </summary>
[Cmdlet(VerbsData.Compare, "CnvContact", DefaultParameterSetName = JournalSet, HelpUri = OnlineHelp.Folder + "Compare-CnvContact.md")]
[OutputType(typeof(CnvContactComparison))]
public sealed class CompareCnvContactCommand : WholeListCommand
{
    private const string JournalSet = "Journal";
    private const string AccountSet = "Account";

    private readonly ExportedPages _pages;
    private AccountContacts? _account;
    private bool _isAccountGiven;
    private bool _warnedOfCompany;

    /// <summary>Creates the cmdlet.</summary>
    public CompareCnvContactCommand() => _pages = new ExportedPages(this);

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    public override string? JournalPath { get; set => field = _isAccountGiven ? throw TwoSources() : value; }

    /// <summary>Compares with what the account holds now.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AccountSet)]
    public SwitchParameter Account
    {
        get;
        set
        {
            _isAccountGiven = true;
            field = JournalPath is null ? value : throw TwoSources();
        }
    }

    private protected override bool OnlyCompares => true;

    private protected override string WithoutJournal => Messages.DebugAccount;

    // The account has contacts that never were in the list.
    private protected override bool IsWholeList => !Account;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Account)
        {
            _account = ReadAccount();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _pages.Stop();
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pages.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override CnvContactComparison CompareRow(long number, BoundContact contact)
    {
        if (_account is null || contact.Request is null)
        {
            return base.CompareRow(number, contact);
        }

        ContactChange change = _account.Compare(contact.Request, Policy, out Guid? id, out IReadOnlyList<string> differences, out bool hasCompany);
        if (change == ContactChange.New && CreatesNothing(contact.Request))
        {
            return new CnvContactComparison(number, contact, Messages.ContactNotInAccount);
        }

        if (hasCompany && !_warnedOfCompany)
        {
            _warnedOfCompany = true;
            WriteWarning(Messages.CompanyNotCompared);
        }

        return new CnvContactComparison(number, contact, ListComparison.StatusOf(change), id) { Differences = [.. differences] };
    }

    private protected override void WriteComparison(CnvContactComparison comparison, string? userId = null) => WriteOutput(comparison);

    private static bool CreatesNothing(RowRequest request) => request.Email is null || (request.Options & ContactOptions.UpdateOnly) != 0;

    // While the parameters are bound: the engine's own error for two parameter sets names no parameter.
    private static CnvException TwoSources() => new(CnvErrors.InvalidArgument, Messages.AccountAndJournal);

    private AccountContacts ReadAccount()
    {
        AccountContacts account = new();
        ExportReader reader = _pages.Begin(UsedConnection, new ExportRequest { Kind = ExportKind.Contacts }, cursor: null);
        while (_pages.ReadPage(reader))
        {
            while (reader.TryReadItem(out ExportObject? item))
            {
                if (!account.Add(item!))
                {
                    reader.Fail(Messages.ExportedContactWithoutId);
                }
            }
        }

        if (reader.Failure is not null)
        {
            ThrowTerminatingError(CnvErrors.FromExport(reader.Failure, UsedConnection, after: null));
        }

        return account;
    }
}
