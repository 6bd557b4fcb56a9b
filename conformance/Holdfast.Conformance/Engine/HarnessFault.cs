using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>What a reader learns when Holdfast itself fails in a case: a sentence, and the details for whoever mends it in the case's log.</summary>
internal static class HarnessFault
{
    public static string Of(Exception exception, Transcript transcript)
    {
        transcript.Event(0, WireDirection.Note, "note", exception.ToString());
        return $"Holdfast itself failed in this case; nothing is said about the target. It said '{exception.Message.TrimEnd('.')}'. "
            + "The last entry of the case's log has the details: please report it with them.";
    }
}
