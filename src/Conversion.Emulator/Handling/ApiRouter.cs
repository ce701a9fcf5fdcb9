using System;
using System.Collections.Generic;

namespace Conversion.Emulator;

/// <summary>Finds the endpoint of a request, and makes the checks that all endpoints have in common.</summary>
internal sealed class ApiRouter
{
    private readonly EmulatorSettings _settings;
    private readonly RateLimiter? _rateLimiter;
    private readonly Dictionary<string, Endpoint> _endpoints;

    public ApiRouter(EmulatorSettings settings, ContactStore store)
    {
        _settings = settings;
        _rateLimiter = RateLimiter.Create(settings);
        string root = settings.BasePath.TrimEnd('/') + "/v2/";
        RequestReader reader = new(settings);
        _endpoints = new(StringComparer.Ordinal)
        {
            [root + "contacts"] = new ContactsEndpoint(settings, store, reader, isBatch: false),
            [root + "contacts/batch"] = new ContactsEndpoint(settings, store, reader, isBatch: true),
            [root + "events"] = new EventsEndpoint(settings, store, isBatch: false),
            [root + "events/batch"] = new EventsEndpoint(settings, store, isBatch: true),
            [root + "exports/contacts"] = new ContactExport(settings, store),
            [root + "exports/email-events"] = new EmailEventExport(settings, store),
            [root + "exports/custom-events"] = new CustomEventExport(settings, store),
        };
    }

    public EmulatorResponse Handle(EmulatorRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        if (!_endpoints.TryGetValue(request.Path, out Endpoint? endpoint))
        {
            return NotFound(request).ToResponse();
        }

        if (request.Method != "POST")
        {
            return new ApiError(405, "method_not_allowed", $"{request.Path} takes POST.").ToResponse("Allow", "POST");
        }

        if (!IsAuthorized(request.ApiKey))
        {
            return ApiError.Unauthorized.ToResponse();
        }

        if (_rateLimiter?.Check() is { } refusal)
        {
            return refusal;
        }

        if (request.BodyLength > _settings.MaximumBodyBytes)
        {
            return new ApiError(413, "payload_too_large", $"The body is longer than {_settings.MaximumBodyBytes} bytes.").ToResponse();
        }

        ApiError? error = endpoint.CheckAccess(request) ?? ContentTypeValidator.Validate(request.ContentType);
        return error is null ? endpoint.Handle(request, fault, out applied) : error.ToResponse();
    }

    /// <summary>The path is unknown. The API documents no code for that.</summary>
    public static ApiError NotFound(EmulatorRequest request) => new(404, "not_found", $"There is no {ApiError.Quote(request.Path)} here.");

    private bool IsAuthorized(string? key) => _settings.ApiKey is null
        ? KeyId.From(key) is not null
        : string.Equals(key, _settings.ApiKey, StringComparison.Ordinal);
}

/// <summary>An endpoint of the API. Requests that reach it have a valid key, an acceptable size and a JSON media type.</summary>
internal abstract class Endpoint
{
    /// <summary>Whether the account has this endpoint; otherwise the error.</summary>
    public virtual ApiError? CheckAccess(EmulatorRequest request) => null;

    /// <param name="request">The request.</param>
    /// <param name="fault">The fault of the request; null for none.</param>
    /// <param name="applied">Whether anything was written.</param>
    public abstract EmulatorResponse Handle(EmulatorRequest request, Fault? fault, out bool applied);
}
