using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>The uploads that the case leaves on the server.</summary>
internal sealed partial class IetfCase
{
    private readonly Lock _gate = new();
    private readonly List<WireUrl> _made = [];

    protected override IReadOnlyList<WireUrl> Uploads
    {
        get
        {
            lock (_gate)
            {
                return [.. _made];
            }
        }
    }

    // A 104 may have been received, so each case itself records the upload of a creation without a response.
    protected override int Unanswered => 0;

    protected override bool CanDelete => true;

    public override void KeepBooks()
    {
        Context.Gate.Sending = Check;
        Context.Gate.Received = (request, answer) =>
        {
            if (request.Target == Endpoint.Target)
            {
                Remember(answer);
            }

            Context.Lifetimes.Received(request, answer);
        };
    }

    public override void LeaveUnnamed() => Context.LeaveBehind(Unnamed);

    /// <summary>Records the created upload, so that it is deleted at the end.</summary>
    public WireUrl Remember(WireUrl url)
    {
        lock (_gate)
        {
            // No request may be sent to a forged host, and the target resource itself must not be deleted.
            if (url.Authority == Endpoint.Authority && url.Target != Endpoint.Target && !_made.Contains(url))
            {
                _made.Add(url);
            }
        }

        return url;
    }

    public override void Remember(Exchange created)
    {
        foreach (var fields in created.Interim.Select(interim => interim.Fields)
            .Append(created.IsSuccess ? created.Response!.Fields : WireFields.Empty))
        {
            if (Location(fields) is { } url)
            {
                Remember(url);
            }
        }
    }

    // The response to content that violates the target's chunk rule would be about that rule, not about the draft.
    private void Check(WireRequest request)
    {
        var says = Completeness(new WireFields(request.Fields));
        if (request.Body.Length > 0 && says == false && !Context.Target.Chunks.Allows(request.Body.Length))
        {
            throw Unsupported($"The case sends {request.Body.Length} bytes that are not the last of their upload; the target takes only "
                + $"{Context.Target.Chunks} (--chunk-multiple, --min-chunk).");
        }
    }
}
