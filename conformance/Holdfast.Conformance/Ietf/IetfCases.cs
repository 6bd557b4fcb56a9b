using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Ietf.Append;
using Holdfast.Conformance.Ietf.Cancellation;
using Holdfast.Conformance.Ietf.Concurrency;
using Holdfast.Conformance.Ietf.Creation;
using Holdfast.Conformance.Ietf.Digests;
using Holdfast.Conformance.Ietf.Framing;
using Holdfast.Conformance.Ietf.Http2;
using Holdfast.Conformance.Ietf.Interim;
using Holdfast.Conformance.Ietf.Limits;
using Holdfast.Conformance.Ietf.Mixed;
using Holdfast.Conformance.Ietf.Resilience;
using Holdfast.Conformance.Ietf.Retrieval;
using Holdfast.Conformance.Ietf.States;

namespace Holdfast.Conformance.Ietf;

/// <summary>The draft's cases; turns a method over <see cref="IetfCase"/> into the engine's form.</summary>
internal static class IetfCases
{
    public static IReadOnlyList<IReadOnlyList<Case>> All { get; } =
    [
        CreationCases.All, CreationLengthCases.All, RetrievalCases.All, AppendCases.All, OffsetCases.All, AppendRequestCases.All,
        AppendLengthCases.All,
        CancellationCases.All, InterimCases.All, LimitCases.All, FramingCases.All, DigestCases.All, ConcurrencyCases.All,
        ResilienceCases.All,
        EmptyCases.All, TargetCases.All, NumberCases.All, OvershootCases.All, ExpectationCases.All, UnreadCases.All, FieldCases.All,
        MixedCases.All,
        StreamCases.All, WindowCases.All, InterimFaultCases.All,
        StateCases.All,
    ];

    public static Func<ServerCaseContext, Task> Run(Func<IetfCase, Task> run) => async context =>
    {
        await using var ietf = new IetfCase(context);
        ietf.KeepBooks();
        await run(ietf);
    };
}
