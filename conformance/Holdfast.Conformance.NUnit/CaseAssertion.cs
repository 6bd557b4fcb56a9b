using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Conformance.NUnit;

/// <summary>Turns a verdict into NUnit's.</summary>
internal static class CaseAssertion
{
    public static void Assert(CaseRecord result, RunOptions options)
    {
        var message = CaseMessage.Of(result, options);
        if (result.Baseline is { Stale.Count: > 0 })
        {
            global::NUnit.Framework.Assert.Fail(message);
        }
        else if (result.IsKnown)
        {
            global::NUnit.Framework.Assert.Ignore(string.Join(' ', BaselineSentence.Of(result)));
        }

        switch (result.Verdict)
        {
            case Verdict.Fail or Verdict.Harness:
            case Verdict.Warn when options.Strict:
                global::NUnit.Framework.Assert.Fail(message);
                break;
            case Verdict.Warn:
                global::NUnit.Framework.Assert.Warn(message);
                break;
            case Verdict.Inconclusive:
                global::NUnit.Framework.Assert.Inconclusive(message);
                break;
            case Verdict.Unsupported:
                global::NUnit.Framework.Assert.Ignore(result.Reason ?? message);
                break;
        }
    }
}
