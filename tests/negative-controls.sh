#!/usr/bin/env bash
# Breaks the code in known ways, one at a time, and shows that the tests turn red for each: tests that cannot fail prove nothing.
# Works in a temporary clone of HEAD, never in this checkout. usage: tests/negative-controls.sh [words of the names to run]
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
wanted=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone --quiet --shared . "$work/clone" || exit 1
cd "$work/clone" || exit 1
quick="-c Release -v quiet -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:TreatWarningsAsErrors=false"
for project in Spans.Core.Tests Spans.Tests Spans.Cli.Tests; do
  # shellcheck disable=SC2086
  dotnet build tests/$project $quick >"$work/build" 2>&1 || { tail -n 20 "$work/build"; exit 1; }
done
red=0 green=0 table=""

# control NAME FILE OLD NEW TESTS FILTER: replaces OLD by NEW once, builds that assembly, and wants a test of the filter to fail.
control() {
  local name=$1 file=$2 old=$3 new=$4 tests=$5 filter=$6 assembly outcome start=$SECONDS
  [[ -n $wanted && $name != *$wanted* ]] && return
  assembly=$(cut -d/ -f2 <<<"$file")
  if ! OLD=$old NEW=$new perl -0pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/' "$file" || git diff --quiet -- "$file"; then
    outcome="NOT APPLIED"
  # shellcheck disable=SC2086
  elif ! dotnet build "src/$assembly" $quick --no-restore --no-dependencies >"$work/build" 2>&1; then
    outcome="DOES NOT BUILD"
    grep -m 3 "error" "$work/build"
  else
    for place in tests/*/bin/Release/net10.0; do
      [ -e "$place/$assembly.dll" ] && cp "src/$assembly/bin/Release/net10.0/$assembly.dll" "$place/"
    done
    timeout 150 dotnet test "tests/$tests" -c Release --no-build --filter "$filter" >"$work/test" 2>&1
    case $? in
      0) outcome="STAYS GREEN" ;;
      124) outcome="red (hangs)" ;;
      *) if grep -qaE "Failed: +[1-9]|\[FAIL\]|^  Failed |crashed|aborted|Catastrophic" "$work/test"; then outcome="red"; else outcome="NO TEST RAN"; fi ;;
    esac
    grep -qa "No test matches" "$work/test" && outcome="NO TEST RAN"
  fi
  if [[ $outcome == red* ]]; then red=$((red + 1)); else green=$((green + 1)); fi
  table+=$(printf '%-42s %-28s %-34s %-14s %4d s' "$name" "$(basename "$file")" "$filter" "$outcome" $((SECONDS - start)))$'\n'
  printf '%-42s %s (%d s)\n' "$name" "$outcome" $((SECONDS - start))
  git checkout --quiet -- "$file"
  # shellcheck disable=SC2086
  dotnet build "src/$assembly" $quick --no-restore --no-dependencies >/dev/null 2>&1
  for place in tests/*/bin/Release/net10.0; do
    [ -e "$place/$assembly.dll" ] && cp "src/$assembly/bin/Release/net10.0/$assembly.dll" "$place/"
  done
}

core=src/Spans.Core spans=src/Spans cli=src/Spans.Cli
control "wrong sign of a gradient" $core/Activations/Tanh.cs '=> 1 - y * y;' '=> y * y - 1;' Spans.Core.Tests "FullyQualifiedName~N1_Derivative"
control "tail one too long" $core/Kernels/Elementwise.cs \
  'f.Value(V.LoadPartial(x + i, count)).StorePartial(y + i, count);' 'f.Value(V.LoadPartial(x + i, count)).StorePartial(y + i, count + 1);' \
  Spans.Core.Tests "FullyQualifiedName~Value_AnyLayout"
control "read past the end" $core/Kernels/Elementwise.Sums.cs 'V.LoadPartial(b + i, rest)' 'V.Load(b + i)' Spans.Core.Tests "FullyQualifiedName~M2_EveryKernel"
control "caller does not wait for its team" $core/Threading/Team.cs \
  'if (Interlocked.Add(ref _mail.Remaining, -done) != 0) Join();' 'Interlocked.Add(ref _mail.Remaining, -done);' Spans.Core.Tests "FullyQualifiedName~AnyNumberOfParts"
control "skipped length check" $core/Kernels/MatMul.cs 'Throw.IfNotLength(b.Length, (long)k * n);' '' Spans.Core.Tests "FullyQualifiedName~M3_WrongLength"
control "skipped overlap check" $core/Kernels/LayerNormalize.cs 'Throw.IfOverlapsAny(y, nameof(y), gamma, beta, saved);' '' Spans.Core.Tests "FullyQualifiedName~M4_Overlap"
control "32-bit product of a shape" $core/Throw.cs 'if ((UInt128)a * (uint)b * (uint)c * (uint)d >' 'if ((UInt128)(uint)(a * b * c * d) >' \
  Spans.Core.Tests "FullyQualifiedName~M3_ShapeThatOverflows"
control "product that does not accumulate" $core/Kernels/MatMul.cs 'if (accumulate) ProductDriver' 'if (accumulate && k < 0) ProductDriver' Spans.Core.Tests "FullyQualifiedName~N4_Form"
control "softmax without its maximum" $core/Kernels/Rows.Softmax.cs 'SoftmaxRow.Largest<V>(x, columns))' '0)' Spans.Tests "FullyQualifiedName~N5_Softmax"
control "biased running variance" $core/Kernels/BatchNormalize.cs 'variance * (count / (count - 1))' 'variance' Spans.Tests "FullyQualifiedName~N2_Layer"
control "wrong sign of a momentum" $spans/Optimizers/Momentum.cs 'new(-learningRate, alpha, entering)' 'new(-learningRate, -alpha, entering)' Spans.Tests "FullyQualifiedName~N8_Step"
control "missing checksum check" $spans/Networks/ModelFile.cs 'if (intact == false)' 'if (intact == false && bytes.Length < 0)' Spans.Tests "FullyQualifiedName~F11_Model_Changed|FullyQualifiedName~ModelFileTests"
control "tensors may overlap" $spans/Networks/SafeTensorsReader.cs 'if (tensor.Begin != end)' 'if (tensor.Begin > end)' Spans.Tests "FullyQualifiedName~SafeTensorsReaderTests"
control "array longer than its header" $spans/Data/Numpy/NumpyStream.cs 'if (bytes != left)' 'if (bytes > left)' Spans.Tests "FullyQualifiedName~F10_BrokenNpy"
control "checksum of an archive ignored" $spans/Data/Numpy/CheckedEntry.cs ' || _crc.Value != entry.Crc32)' ')' Spans.Tests "FullyQualifiedName~F3_DamagedByte"
control "shuffle without the seed" $spans/Data/BatchLoader.cs 'new Rng(_seed, (ulong)epoch' 'new Rng((ulong)System.Diagnostics.Stopwatch.GetTimestamp(), (ulong)epoch' Spans.Tests "FullyQualifiedName~BatchLoaderTests"
control "number read by the culture" $spans/Data/ColumnReading.cs 'NumberStyles.Float, CultureInfo.InvariantCulture' 'NumberStyles.Float, CultureInfo.CurrentCulture' \
  Spans.Tests "FullyQualifiedName~CsvTableTests"
control "allocation in a step" $spans/Training/Trainer.Step.cs 'var none = new NoTrainingObserver();' 'var none = new NoTrainingObserver(); GC.KeepAlive(new object());' \
  Spans.Tests "FullyQualifiedName~M1_Step_EveryLossAndOptimizer"
control "stale packed weights" $spans/Networks/FrozenChain.cs 'freezable.Pack(from, to);' '' Spans.Tests "FullyQualifiedName~Layer_Frozen"
control "team that is never ended" $spans/Training/Trainer.cs 'if (_team != Team.Single) _team.Dispose();' '' Spans.Tests "FullyQualifiedName~M8_"
control "resume without the optimizer's state" $spans/Training/Checkpoints/TrainingTensors.cs \
  'trainer.OptimizerState.Slice(k * length, length)' 'new float[length]' Spans.Tests "FullyQualifiedName~F4_TenEpochs"
control "dropped flush" $core/Native/DurableFile.cs 'files.Flush(stream);' '' Spans.Tests "FullyQualifiedName~F1_SystemCalls"
control "failed write taken for done" $core/Native/DurableFile.cs $'            TryDelete(temporary, files);\n            throw;' $'            TryDelete(temporary, files);' \
  Spans.Core.Tests "FullyQualifiedName~DurableFileTests"
control "wrong exit code" $cli/ExitCode.cs 'WrongUsage = 2' 'WrongUsage = 1' Spans.Cli.Tests "FullyQualifiedName~BadInputTests"

printf '\n%s\n%d red, %d not\n' "$table" "$red" "$green"
[ "$green" -eq 0 ]
