# Lists as they come: objects of every kind, stock exports, files that were read wrongly, and lines that everybody types once.
BeforeAll {
    Import-Module "$PSScriptRoot/../../Conversion.psd1" -Force
    Connect-Cnv -Sandbox -SandboxField 'Job Title', lead_status, tags, Name, City, 'companyFields.company_size'
    Push-Location $TestDrive

    # The contact that a line would send, as an object.
    function ConvertFrom-Contact([Parameter(ValueFromPipeline)] [string] $Json) { process { ConvertFrom-Json $Json } }

    # Compares ordinally: -eq ignores characters that nobody sees.
    function Test-Same([string] $One, [string] $Other) { [string]::Equals($One, $Other, [System.StringComparison]::Ordinal) }
}

AfterAll {
    Pop-Location
    Disconnect-Cnv -All
}

Describe 'Results piped back' {
    BeforeEach {
        $rows = [pscustomobject]@{ Email = 'ada@example.com'; first_name = 'Ada'; tags = 'a', 'b' }, @{ Email = 'bo@example.com'; city = 'Oslo' }
        $results = $rows | Set-CnvContact
        $bodies = '{"email":"ada@example.com","fields":{"first_name":"Ada","tags":["a","b"]}}', '{"email":"bo@example.com","fields":{"city":"Oslo"}}'
    }

    It 'send the same rows again' {
        $results | ConvertTo-CnvContact -AsJson | Should -Be $bodies
    }

    It 'send the same rows again from a file' {
        $results | Export-Clixml results.xml
        Import-Clixml results.xml | ConvertTo-CnvContact -AsJson | Should -Be $bodies
    }

    It 'send the same rows again from a job' {
        $job = Start-Job -ArgumentList "$PSScriptRoot/../../Conversion.psd1" {
            param($manifest)
            Import-Module $manifest
            Connect-Cnv -Sandbox -SandboxField tags
            [pscustomobject]@{ Email = 'ada@example.com'; first_name = 'Ada'; tags = 'a', 'b' }, @{ Email = 'bo@example.com'; city = 'Oslo' } | Set-CnvContact
        }
        $job | Receive-Job -Wait -AutoRemoveJob | ConvertTo-CnvContact -AsJson | Should -Be $bodies
    }

    It 'give script blocks the row and not the result' {
        ($results[0] | ConvertTo-CnvContact -Email { "$($_.first_name)@example.org" } -AsJson -WarningAction Ignore | ConvertFrom-Contact).email | Should -Be 'Ada@example.org'
    }

    It 'are Rejected where they hold no row' {
        $again = Set-CnvContact eve@example.com -Fields @{ first_name = 'Eve' } | Set-CnvContact -ErrorAction Ignore
        $again.Status, $again.ErrorCode | Should -Be 'Rejected', 'invalid_value'
    }

    It 'keep a contact of ConvertTo-CnvContact whole, from a file too' {
        $rows | ConvertTo-CnvContact | Export-Clixml contacts.xml
        Import-Clixml contacts.xml | ConvertTo-CnvContact -AsJson | Should -Be $bodies
    }
}

Describe 'Objects of other kinds' {
    It 'sends every property of a PowerShell class' {
        class Lead { [string] $Email; [string] $first_name }
        [Lead] @{ Email = 'ada@example.com'; first_name = 'Ada' } | ConvertTo-CnvContact -AsJson |
            Should -Be '{"email":"ada@example.com","fields":{"first_name":"Ada"}}'
    }

    It 'names once, for each type, what it does not send of a .NET object' {
        $addresses = [System.Net.Mail.MailAddress[]] ('ada@example.com', 'bo@example.com')
        $addresses | Set-CnvContact -Email { $_.Address } -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings.Count | Should -Be 1
        $warnings[0].Message | Should -Match "System\.Net\.Mail\.MailAddress.*'DisplayName', 'User', 'Host'"
    }

    It 'sends no column that remoting adds' {
        [pscustomobject]@{ Email = 'ada@example.com'; PSComputerName = 'x'; RunspaceId = 'x'; PSShowComputerName = $true; PSSourceJobInstanceId = 'x' } |
            ConvertTo-CnvContact -AsJson | Should -Be '{"email":"ada@example.com"}'
    }

    It 'takes a string for an address' {
        'ada@example.com', 'bo@example.com' | ConvertTo-CnvContact -AsJson | Should -Be '{"email":"ada@example.com"}', '{"email":"bo@example.com"}'
    }

    It 'rejects a row that is a list of rows, and says how to enumerate it' {
        $answer = ConvertFrom-Json '[{"email":"a@example.com"},{"email":"b@example.com"},{"email":"c@example.com"}]'
        $results = , $answer | Set-CnvContact -Email { $_.email } -ErrorVariable failures -ErrorAction SilentlyContinue
        $results.Count, "$($results.Status)", $results.ErrorCode | Should -Be 1, 'Rejected', 'invalid_value'
        "$failures" | Should -Match 'ForEach-Object { \$_ }'
        (, $answer | ForEach-Object { $_ } | Set-CnvContact).Count | Should -Be 3
    }
}

Describe 'A script block' {
    It 'decides alone where <Parameter> is blank' -TestCases @(
        @{ Parameter = '-Email'; Line = { Set-CnvContact -Email { $_.'Work Email' } -ErrorAction Ignore }; Expected = 'missing_identifier' }
        @{ Parameter = '-CnvContactId'; Line = { Set-CnvContact -CnvContactId { $_.None } }; Expected = $null }
    ) {
        $row = [pscustomobject]@{ 'Work Email' = ''; Email = 'private@example.com'; CnvContactId = '' }
        $result = & ([scriptblock]::Create("`$args[0] | $Line")) $row 3>$null
        $result.ErrorCode | Should -Be $Expected
    }

    It 'decides alone over status and fields that are blank' {
        $row = [pscustomobject]@{ Email = 'ada@example.com'; SubscriptionStatus = 'SUBSCRIBED'; first_name = 'Ada'; Fields = @{ city = 'Oslo' } }
        $row | ConvertTo-CnvContact -SubscriptionStatus { $_.None } -Fields { @{ first_name = $_.None } } -AsJson 3>$null | Should -Be '{"email":"ada@example.com"}'
        $row | ConvertTo-CnvContact -FieldMap @{ first_name = { $_.None } } -Property first_name -AsJson 3>$null |
            Should -Be '{"email":"ada@example.com","subscriptionStatus":"SUBSCRIBED","fields":{"city":"Oslo"}}'
    }

    It 'that throws costs its row, and neither its result nor its number' {
        $rows = [pscustomobject]@{ Email = 'a@example.com' }, [pscustomobject]@{ Email = $null }, [pscustomobject]@{ Email = ' c@example.com ' }
        $results = $rows | Set-CnvContact -Email { $_.Email.Trim() } -ErrorVariable failures -ErrorAction SilentlyContinue
        $results.Row | Should -Be 1, 2, 3
        $results.ErrorCode | Should -Be $null, 'invalid_value', $null
        $results[1].ErrorCode | Should -Be 'invalid_value'
        $failures.Exception.Message | Should -Match "^Row 2: invalid_value: The value of '-Email' cannot be read"
    }

    It 'of <_> that gives several values costs its row' -TestCases '-Email', '-CnvContactId', '-SubscriptionStatus', '-Fields', '-CompanyFields' {
        $row = [pscustomobject]@{ Email = 'ada@example.com' }
        $result = & ([scriptblock]::Create("`$args[0] | Set-CnvContact $_ { 1; 2 } -ErrorAction Ignore")) $row 3>$null
        $result.Status, $result.ErrorCode | Should -Be 'Rejected', 'invalid_value'
        $result.ErrorMessage | Should -Match "'$_'"
    }

    It 'of a field may give several values' {
        [pscustomobject]@{ Email = 'ada@example.com' } | ConvertTo-CnvContact -FieldMap @{ tags = { 'a'; 'b' } } -AsJson |
            Should -Be '{"email":"ada@example.com","fields":{"tags":["a","b"]}}'
    }
}

Describe 'A map' {
    BeforeEach { $row = [pscustomobject]@{ 'Email ' = 'ada@example.com'; 'First Name' = 'Ada'; city = 'Oslo'; 'Job Title' = 'CTO'; company_size = '5' } }

    It 'names the columns that it leaves out, unless that is meant' {
        $row | ConvertTo-CnvContact -FieldMap @{ first_name = 'First Name' } -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null
        $warnings.Count | Should -Be 1
        $warnings[0].Message | Should -Match "'city', 'Job Title', 'company_size'"
        $row | ConvertTo-CnvContact -FieldMap @{ first_name = 'First Name' } -ExcludeProperty * -WarningVariable meant | Out-Null
        $row | ConvertTo-CnvContact -FieldMap @{ first_name = 'First Name' } -Property city -WarningVariable alsoMeant | Out-Null
        $meant, $alsoMeant | ForEach-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'sets the address, the id and the status, and sends company columns to the company' {
        $list = [pscustomobject]@{ Adresse = 'ada@example.com'; Staat = 'unsubscribed'; Firma = 'Nordlys' }
        $list | ConvertTo-CnvContact -FieldMap @{ email = 'Adresse'; SubscriptionStatus = 'Staat'; company_name = 'Firma' } -AsJson |
            Should -Be '{"email":"ada@example.com","subscriptionStatus":"UNSUBSCRIBED","companyFields":{"company_name":"Nordlys"}}'
    }

    It 'is refused where a parameter gives the same' {
        { $row | Set-CnvContact -Email a@example.com -FieldMap @{ Email = 'Email ' } } | Should -Throw -ErrorId 'invalid_field_map,Conversion.Commands.SetCnvContactCommand'
    }

    It 'gives the same bytes in every process' {
        $script = "Import-Module '$PSScriptRoot/../../Conversion.psd1'; @{ Email = 'ada@example.com'; b = 'B'; c = 'C'; d = @{ x = 1; y = 2; z = 3 } } | " +
            'ConvertTo-CnvContact -FieldMap @{ x = { 1 }; y = { 2 }; z = { 3 } } -Property * -Fields { @{ p = 1; q = 2; r = 3 } } -AsJson'
        . "$PSScriptRoot/Processes.ps1"
        $encoded = [System.Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($script))
        $bodies = 1..3 | ForEach-Object { (Start-Pwsh "-NoProfile -NonInteractive -EncodedCommand $encoded").Output.Trim() }
        $bodies[0] | Should -Match '^{"email":"ada@example.com","fields":{"b":"B","c":"C","d":{"x":1,"y":2,"z":3},"x":1,"y":2,"z":3,"p":1,"q":2,"r":3}}$'
        $bodies | Select-Object -Unique | Should -Be $bodies[0]
    }
}

Describe 'Advice in a warning' {
    It 'can be typed as it is written: <Name>' -TestCases @(
        @{ Name = 'names that cannot be keys'; Row = @{ Email = 'ada@example.com'; 'First Name' = 'Ada'; 'Company Name' = "O'Brien" }; Expected = '-SnakeCase' }
        @{ Name = 'leaving them out'; Row = @{ Email = 'ada@example.com'; "Head's Count" = '7' }; Expected = '-ExcludeProperty' }
        @{ Name = 'no address but a likely one'; Row = @{ "Work E-mail's" = 'ada@example.com'; city = 'Oslo' }; Expected = '-Email' }
        @{ Name = 'columns beside a map'; Row = @{ Email = 'ada@example.com'; 'First Name' = 'Ada'; city = 'Oslo' }; Parameters = "-FieldMap @{ first_name = 'First Name' }"; Expected = '-Property' }
    ) {
        $object = [pscustomobject] $Row
        $line = "`$object | Set-CnvContact $Parameters"
        $null = Invoke-Expression "$line -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Ignore"
        $advice = [regex]::Match("$warnings", "$Expected( \{[^}]*\}| ('[^']*('')?[^']*'(, )?)+)?").Value
        $advice | Should -BeLike "$Expected*"
        $result = Invoke-Expression "$line $advice -WarningVariable left -WarningAction SilentlyContinue -ErrorAction Ignore"
        $result.Status | Should -BeIn 'Created', 'Updated'
        $left | Should -BeNullOrEmpty
    }
}

Describe 'A list that was read wrongly' {
    It 'is told once: <Name>' -TestCases @(
        @{ Name = 'semicolons'; Text = "Email;first_name`na@example.com;Ada`nb@example.com;Bo"; Expected = "-Delimiter ';'" }
        @{ Name = 'tabs'; Text = "Email`tfirst_name`na@example.com`tAda`nb@example.com`tBo"; Expected = '-Delimiter "`t"' }
        @{ Name = 'vertical bars'; Text = "Email|first_name`na@example.com|Ada`nb@example.com|Bo"; Expected = "-Delimiter '|'" }
        @{ Name = 'a sep= line'; Text = "sep=;`nEmail;first_name`na@example.com;Ada"; Expected = "sep=;.*-Delimiter ';'" }
        @{ Name = 'a preamble'; Text = "Leads of May`nEmail,first_name`na@example.com,Ada"; Expected = 'above the header.*-Skip 1' }
        @{ Name = 'a byte order mark read as text'; Text = "ï»¿Email,first_name`na@example.com,Ada"; Expected = '-Encoding' }
        @{ Name = 'an invisible character in a header'; Text = "Em$([char] 0x200B)ail,first_name`na@example.com,Ada"; Expected = 'Em\\u200Bail' }
        @{ Name = 'no address at all'; Text = "first_name,city`nAda,Oslo`nBo,Rome"; Expected = "'first_name', 'city'" }
    ) {
        Set-Content list.csv $Text -Encoding utf8NoBOM
        $results = Import-Csv list.csv | Set-CnvContact -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Ignore
        $results.Count | Should -Be @(Import-Csv list.csv).Count
        $results.ErrorCode | Should -Be (@('missing_identifier') * @($results).Count)
        $warnings.Count | Should -Be 1
        $warnings[0].Message | Should -Match $(if ($Expected -match '^-|^''|^Em') { [regex]::Escape($Expected) -replace '\\\\\\\\', '\\' } else { $Expected })
    }

    It 'costs the rows with broken characters, and no good name is overwritten' {
        [System.IO.File]::WriteAllBytes("$PWD/ansi.csv", [System.Text.Encoding]::GetEncoding('iso-8859-1').GetBytes("Email,first_name`njörg@example.com,Jörg`njose@example.com,José`nann@example.com,Ann"))
        $results = Import-Csv ansi.csv | Set-CnvContact -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Ignore
        $results.ErrorCode | Should -Be 'invalid_email', 'invalid_value', $null
        $warnings.Count | Should -Be 1
        $warnings[0].Message | Should -Match '-Encoding'
        (Import-Csv ansi.csv -Encoding iso-8859-1 | Set-CnvContact).ErrorCode | Should -Be $null, $null, $null
    }

    It 'has cells that a spreadsheet broke: they are blank, and counted once' {
        $rows = @{ Email = 'a@example.com'; city = '#N/A' }, @{ Email = 'b@example.com'; city = ' #REF! '; first_name = '#WERT!' }, @{ Email = '#N/A'; city = 'Oslo' } |
            ForEach-Object { [pscustomobject] $_ }
        $results = $rows | Set-CnvContact -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Ignore
        $results.ErrorCode | Should -Be $null, $null, 'missing_identifier'
        $warnings.Count | Should -Be 1
        $warnings[0].Message | Should -Match "'city' 2, 'first_name' 1, 'Email' 1"
    }
}

Describe 'Addresses' {
    It 'takes <Text> as <Expected>' -TestCases @(
        @{ Text = 'jane@example.com '; Expected = 'jane@example.com' }
        @{ Text = "$([char] 0xFEFF)jane@example.com$([char] 0x200B)"; Expected = 'jane@example.com' }
        @{ Text = "$([char] 0xA0)jane@example.com`t"; Expected = 'jane@example.com' }
        @{ Text = "o'neil+tag@bücher.example"; Expected = "o'neil+tag@bücher.example" }
        @{ Text = 'иван@пример.example'; Expected = 'иван@пример.example' }
    ) {
        $result = [pscustomobject]@{ Email = $Text } | Set-CnvContact
        $result.ErrorCode | Should -BeNullOrEmpty
        Test-Same $result.Email $Expected | Should -BeTrue
    }

    It 'refuses <Text> and says what was meant' -TestCases @(
        @{ Text = '<jane@example.com>'; Expected = 'display name' }
        @{ Text = 'Jane<jane@example.com>'; Expected = 'display name' }
        @{ Text = 'mailto:jane@example.com'; Expected = 'link' }
        @{ Text = 'SMTP:jane@example.com'; Expected = 'link' }
        @{ Text = 'jane@example.com.'; Expected = 'dot' }
        @{ Text = 'a@example.com;b@example.com'; Expected = 'several addresses' }
        @{ Text = 'a@example.com,b@example.com'; Expected = 'several addresses' }
        @{ Text = 'a@example.com|b@example.com'; Expected = 'several addresses' }
        @{ Text = 'a@b@example.com'; Expected = 'more than one @' }
        @{ Text = '@example.com'; Expected = 'before the @' }
        @{ Text = 'jane@'; Expected = 'after the @' }
        @{ Text = 'jane'; Expected = 'no @' }
        @{ Text = "ja$([char] 0x200B)ne@example.com"; Expected = 'invisible' }
        @{ Text = 'jane doe@example.com'; Expected = 'white space' }
        @{ Text = "j$([char] 0xFFFD)rg@example.com"; Expected = 'encoding' }
    ) {
        $result = [pscustomobject]@{ Email = $Text } | Set-CnvContact -ErrorAction Ignore -WarningAction Ignore
        $result.Status, $result.ErrorCode | Should -Be 'Rejected', 'invalid_email'
        $result.ErrorMessage | Should -Match $Expected
    }

    It 'finds the column <_>' -TestCases 'Email', ' EMAIL ', 'Email Address', 'email_address', 'E-mail', 'E-mail Address', 'EmailAddress', 'Mail' {
        ([pscustomobject]@{ $_ = 'ada@example.com' } | ConvertTo-CnvContact).Email | Should -Be 'ada@example.com'
    }

    It 'takes the best of several columns, and names the others once' {
        $rows = 1..3 | ForEach-Object { [pscustomobject]@{ Mail = "m$_@example.com"; 'E-mail Address' = "a$_@example.com"; Email = "e$_@example.com" } }
        $results = $rows | Set-CnvContact -WarningVariable warnings -WarningAction SilentlyContinue
        $results.Email | Should -Be 'e1@example.com', 'e2@example.com', 'e3@example.com'
        $warnings.Count | Should -Be 1
        $warnings[0].Message | Should -Match "'Mail', 'E-mail Address'"
    }
}

Describe 'Errors' {
    It 'name the row and its address' {
        $null = [pscustomobject]@{ Email = 'ok@example.com' }, [pscustomobject]@{ Email = 'jane@example.com'; shoe = '41' } |
            Set-CnvContact -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures.Exception.Message | Should -Match '^Row 2 \(jane@example\.com\): '
    }

    It 'give every status a value that is true' {
        [enum]::GetValues([Conversion.Model.UpsertStatus]) | ForEach-Object { [bool] $_ | Should -BeTrue }
    }
}

Describe 'A line that everybody types once' {
    BeforeAll { Set-Content leads.csv "Email,first_name`nada@example.com,Ada" }

    It 'names the line that was meant: <Line>' -TestCases @(
        @{ Line = 'Set-CnvContact leads.csv' }
        @{ Line = 'Get-Item leads.csv | Set-CnvContact' }
        @{ Line = 'Get-Content leads.csv | Set-CnvContact' }
        @{ Line = 'Set-CnvContact -Path leads.csv' }
        @{ Line = 'Set-CnvContact' }
        @{ Line = 'Set-CnvContact (Import-Csv leads.csv)' }
        @{ Line = 'Set-CnvContact @(Import-Csv leads.csv; Import-Csv leads.csv)' }
    ) {
        $failure = try { $null = Invoke-Expression $Line } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'invalid_argument,Conversion.Commands.SetCnvContactCommand'
        $meant = [regex]::Match($failure.Exception.Message, 'Import-Csv leads\.csv \| Set-CnvContact').Value
        (Invoke-Expression $meant).Email | Should -Be 'ada@example.com'
    }

    It 'names the block where -Email is the name of a column' {
        $failure = try { $null = Import-Csv leads.csv | Set-CnvContact -Email 'First_Name' } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -Be 'invalid_argument,Conversion.Commands.SetCnvContactCommand'
        $failure.Exception.Message | Should -BeLike "*-Email { `$_.'first_name' }*"
    }
}

Describe 'Headers of stock exports' {
    It 'need no map: <Name>' -TestCases @(
        @{ Name = 'hubspot'; Address = ''; Fields = 'first_name', 'last_name', 'phone_number', 'job_title', 'lead_status' }
        @{ Name = 'mailchimp'; Address = ''; Fields = 'first_name', 'last_name', 'phone_number', 'TAGS' }
        @{ Name = 'salesforce'; Address = ''; Fields = 'first_name', 'last_name', 'mailing_city', 'lead_source' }
        @{ Name = 'google'; Address = "-Email { `$_.'E-mail 1 - Value' }"; Fields = 'first_name', 'last_name', 'phone_1_value', 'organization_name' }
        @{ Name = 'outlook'; Address = ''; Fields = 'first_name', 'last_name', 'job_title', 'business_country_region', 'e_mail_2_address' }
        @{ Name = 'linkedin'; Address = ''; Fields = 'first_name', 'last_name', 'Position', 'connected_on' }
    ) {
        $contact = Invoke-Expression "Import-Csv '$PSScriptRoot/Lists/$Name.csv' | ConvertTo-CnvContact -SnakeCase $Address -EmptyValue Null -WarningVariable warnings" |
            Select-Object -First 1
        $contact.Email | Should -Be 'ada@example.com'
        $contact.Issues | Should -BeNullOrEmpty
        $Fields | ForEach-Object { $contact.Fields.Keys | Should -Contain $_ }
        $contact.Fields.Keys | Should -Not -Match '\s'
        $warnings | Should -BeNullOrEmpty
    }

    It 'are refused where two columns meet in one key' {
        { [ordered]@{ Email = 'a@example.com'; 'First Name' = 'A'; 'First-Name ' = 'B'; first_name = 'C' } | Set-CnvContact -SnakeCase } |
            Should -Throw -ErrorId 'invalid_field_map,Conversion.Commands.SetCnvContactCommand'
    }
}
